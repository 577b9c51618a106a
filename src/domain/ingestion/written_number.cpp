#include "domain/ingestion/written_number.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

constexpr std::string_view minus_sign = "\u2212";
// Between groups of digits, besides the mark that is not the decimal one: space, no-break space, narrow
// no-break space, thin space, apostrophe, right quotation mark.
constexpr std::array<std::string_view, 6> spacers{" ", "\u00A0", "\u202F", "\u2009", "'", "\u2019"};

char char_of(DecimalMark mark) { return mark == DecimalMark::point ? '.' : ','; }
char other_of(DecimalMark mark) { return mark == DecimalMark::point ? ',' : '.'; }

std::string_view take_digits(std::string_view& text) {
    const auto* end = std::ranges::find_if_not(text, [](char c) { return is_digit(c); });
    const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

// The separator of groups at the front; empty where there is none.
std::string_view separator_at(std::string_view text, DecimalMark mark) {
    if (!text.empty() && text.front() == other_of(mark)) return text.substr(0, 1);
    const auto* found =
        std::ranges::find_if(spacers, [&](std::string_view spacer) { return text.starts_with(spacer); });
    return found == spacers.end() ? std::string_view{} : text.substr(0, found->size());
}

// 1 234 567, or 12 34 567.
bool are_groups(const std::vector<std::string_view>& groups) {
    if (groups.front().empty() || groups.front().size() > 3 || groups.front().front() == '0') return false;
    if (groups.back().size() != 3) return false;
    const auto middle_of = [&](std::size_t size) {
        return std::all_of(groups.begin() + 1, groups.end() - 1,
                           [size](std::string_view group) { return group.size() == size; });
    };
    return middle_of(3) || (middle_of(2) && groups.front().size() <= 2);
}

// The digits before the decimal mark, without what groups them.
std::optional<std::string> take_whole(std::string_view& text, DecimalMark mark) {
    std::vector<std::string_view> groups{take_digits(text)};
    const std::string_view separator = separator_at(text, mark);
    while (!separator.empty() && text.starts_with(separator)) {
        text.remove_prefix(separator.size());
        groups.push_back(take_digits(text));
    }
    if (groups.size() > 1 && !are_groups(groups)) return std::nullopt;
    std::string digits;
    for (const std::string_view group : groups) digits += group;
    return digits;
}

bool has_fraction(std::string_view plain) {
    const std::size_t mark = plain.find('.');
    return mark != std::string_view::npos && plain.find_first_not_of('0', mark + 1) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> plain_number(std::string_view text, DecimalMark mark) {
    text = trimmed(text);
    std::string plain;
    if (text.starts_with(minus_sign)) {
        text.remove_prefix(minus_sign.size());
        plain = "-";
    } else if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        if (text.front() == '-') plain = "-";
        text.remove_prefix(1);
    }
    const auto whole = take_whole(text, mark);
    if (!whole) return std::nullopt;
    plain += *whole;
    std::string_view decimals;
    if (!text.empty() && text.front() == char_of(mark)) {
        text.remove_prefix(1);
        decimals = take_digits(text);
        plain.append(".").append(decimals);
    }
    if (!text.empty() || (whole->empty() && decimals.empty())) return std::nullopt;
    return plain;
}

MarkHint mark_hint(std::string_view text, bool count) {
    text = trimmed(text);
    // A mark without a digit behind it is a slip, and tells nothing.
    if (text.ends_with('.') || text.ends_with(',')) return MarkHint::none;
    const auto by_point = plain_number(text, DecimalMark::point);
    const auto by_comma = plain_number(text, DecimalMark::comma);
    if (by_point == by_comma) return MarkHint::none;
    if (!by_comma) return MarkHint::point;
    if (!by_point) return MarkHint::comma;
    if (count && has_fraction(*by_comma) != has_fraction(*by_point))
        return has_fraction(*by_comma) ? MarkHint::point : MarkHint::comma;
    return MarkHint::either;
}

}  // namespace insightflow
