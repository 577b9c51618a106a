#include "domain/text/spelling.hpp"

#include <algorithm>

namespace insightflow {

std::string_view trimmed(std::string_view text) {
    // As web pages and spreadsheets write a blank at which no line may end.
    constexpr std::string_view no_break_space = "\u00A0";
    for (;;) {
        if (text.empty()) return text;
        if (is_blank(text.front()))
            text.remove_prefix(1);
        else if (is_blank(text.back()))
            text.remove_suffix(1);
        else if (text.starts_with(no_break_space))
            text.remove_prefix(no_break_space.size());
        else if (text.ends_with(no_break_space))
            text.remove_suffix(no_break_space.size());
        else
            return text;
    }
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
    for (const char c : trimmed(text)) {
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
