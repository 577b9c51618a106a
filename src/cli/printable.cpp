#include "cli/printable.hpp"

#include <algorithm>

namespace insightflow::cli {

std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    // U+0080 to U+009F, which some terminals obey as they do ESC; in UTF-8 they begin with C2.
    for (std::size_t at = text.find('\xc2'); at != std::string::npos; at = text.find('\xc2', at + 1)) {
        const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : ' ');
        if (next >= 0x80 && next <= 0x9f) text.replace(at, 2, "?");
    }
    return text;
}

}  // namespace insightflow::cli
