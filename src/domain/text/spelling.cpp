#include "domain/text/spelling.hpp"

#include <algorithm>

namespace insightflow {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = lower_ascii(c);
    return out;
}

std::string upper_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = upper_ascii(c);
    return out;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return lower_ascii(a) == lower_ascii(b); });
}

std::string folded_spelling(std::string_view text, std::string_view separators) {
    std::string out;
    bool gap = false;
    for (const char c : text) {
        if (is_blank(c) || c == '_' || separators.find(c) != std::string_view::npos) {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) out.push_back('_');
        gap = false;
        out.push_back(lower_ascii(c));
    }
    return out;
}

}  // namespace insightflow
