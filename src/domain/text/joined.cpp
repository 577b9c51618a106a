#include "domain/text/joined.hpp"

namespace insightflow {

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
    std::string out;
    bool is_first = true;
    for (const std::string& text : texts) {
        if (!is_first) out += between;
        out += text;
        is_first = false;
    }
    return out;
}

}  // namespace insightflow
