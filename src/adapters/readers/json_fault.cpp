#include "adapters/readers/json_fault.hpp"

#include <algorithm>
#include <array>

#include "domain/text/utf8.hpp"

namespace insightflow::readers {
namespace {

// An exponent of so many digits can be counted in 32 bits, together with the digits of any row.
constexpr std::size_t exponent_digits_max = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Goes over JSON text outside of its strings.
class Walk {
public:
    explicit Walk(std::string_view text) : text_(text) {}

    // To the next byte outside of strings that is no white space; false at the end.
    bool next() {
        if (is_inside_) at_ = behind_string();
        is_inside_ = false;
        while (++at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
        }
        if (at_ >= text_.size()) return false;
        is_inside_ = text_[at_] == '"';
        return true;
    }
    char here() const { return text_[at_]; }
    std::size_t at() const { return at_; }

private:
    // The place of the quote that closes, or of the last byte.
    std::size_t behind_string() const {
        std::size_t at = at_ + 1;
        while (at < text_.size() && text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
        return at;
    }

    std::string_view text_;
    std::size_t at_ = static_cast<std::size_t>(-1);
    bool is_inside_ = false;
};

// Whether a value may begin behind the text, which is sound.
bool awaits_value(std::string_view text) {
    std::string open;
    char last = 0;
    for (Walk walk(text); walk.next();) {
        last = walk.here();
        if (last == '[' || last == '{') open.push_back(last);
        if ((last == ']' || last == '}') && !open.empty()) open.pop_back();
    }
    if (open.empty()) return last == 0;
    return last == ':' || (open.back() == '[' && (last == '[' || last == ','));
}

// The parser tells the first letter of a literal that is cut short.
std::size_t literal_prefix(std::string_view text) {
    constexpr std::array<std::string_view, 3> literals{"true", "false", "null"};
    std::size_t longest = 0;
    for (const std::string_view literal : literals) {
        const auto [ends, ignored] = std::ranges::mismatch(literal, text);
        longest = std::max(longest, static_cast<std::size_t>(ends - literal.begin()));
    }
    return longest;
}

// How many bytes of what is no character could be the beginning of one.
std::size_t character_prefix(std::string_view bytes) {
    // Every continuation that can follow, tried in turn: 0x80 and 0xBF stand for the borders of all rules.
    for (std::size_t size = std::min<std::size_t>(bytes.size(), 3); size > 0; --size) {
        const std::string prefix(bytes.substr(0, size));
        for (const std::string_view rest : {"\x80", "\x80\x80", "\x80\x80\x80", "\x90\x80\x80", "\xA0\x80"})
            if (utf8_character_size(prefix + std::string(rest)) > size) return size;
    }
    return 0;
}

// The first byte that is not UTF-8, of a character that begins at `last` or before; npos where there is none.
std::size_t bad_utf8(std::string_view text, std::size_t last) {
    for (std::size_t at = 0; at <= last && at < text.size();) {
        const std::size_t size = utf8_character_size(text.substr(at, 4));
        if (size == 0) return at + character_prefix(text.substr(at, 4));
        at += size;
    }
    return std::string_view::npos;
}

// An escape such as \ud83d, of the first or the second half of a pair.
bool ends_in_half_pair(std::string_view text) {
    constexpr std::size_t escape_bytes = 6;
    if (text.size() < escape_bytes) return false;
    const std::string_view escape = text.substr(text.size() - escape_bytes);
    const bool is_high = (escape[2] == 'd' || escape[2] == 'D');
    return escape.starts_with("\\u") && is_high &&
           std::string_view("89abcdefABCDEF").find(escape[3]) != std::string_view::npos;
}

// Half of a pair with something else behind it, up to which the parser may have read.
bool is_half_pair(std::string_view before) {
    if (before.ends_with("\\u")) before.remove_suffix(1);
    if (before.ends_with('\\')) before.remove_suffix(1);
    return ends_in_half_pair(before);
}

// Writes the digits of an exponent. Gives the place behind them.
std::size_t copy_exponent(std::string_view text, std::size_t begin, std::string& out) {
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    std::string digits(text.substr(begin, end - begin));
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
    if (digits.size() - first > exponent_digits_max) {
        std::fill(digits.begin(), digits.end() - exponent_digits_max, '0');
        std::fill(digits.end() - exponent_digits_max, digits.end(), '9');
    }
    out += digits;
    return end;
}

}  // namespace

JsonFault json_fault(std::string_view text, std::size_t found) {
    const std::size_t bad = bad_utf8(text, found);
    if (bad != std::string_view::npos) return {bad, true, false};
    const std::string_view before = text.substr(0, found);
    if (is_half_pair(before)) return {found, false, true};
    const bool is_literal = found < text.size() && literal_prefix(text.substr(found)) > 0;
    return {found + (is_literal && awaits_value(before) ? literal_prefix(text.substr(found)) : 0), false,
            false};
}

std::string with_countable_exponents(std::string_view text) {
    std::string out;
    std::size_t depth = 0;
    std::size_t copied = 0;
    for (Walk walk(text); walk.next();) {
        const char c = walk.here();
        if (c == '[' || c == '{') ++depth;
        const bool ends_all = depth == 0 && (c == ',' || c == ']' || c == '}');  // behind a number
        if (ends_all || ((c == ']' || c == '}') && --depth == 0))
            return out += text.substr(copied, walk.at() + 1 - copied);
        if ((c != 'e' && c != 'E') || walk.at() == 0 || !is_digit(text[walk.at() - 1])) continue;
        std::size_t begin = walk.at() + 1;
        if (begin < text.size() && (text[begin] == '+' || text[begin] == '-')) ++begin;
        out += text.substr(copied, begin - copied);
        copied = copy_exponent(text, begin, out);
    }
    return out += text.substr(copied);
}

}  // namespace insightflow::readers
