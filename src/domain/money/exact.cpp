#include "domain/money/exact.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

__extension__ typedef unsigned __int128 UInt128;

UInt128 magnitude(Int128 value) {
    return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

// A literal's significant digits (no leading zeros) and the power of ten of its last digit.
struct Literal {
    bool negative = false;
    std::string digits{};
    std::int64_t exponent = 0;
};

// Exponents beyond this are the same as this: every value they give is zero or out of range.
constexpr std::int64_t exponent_max = 1'000'000;

std::optional<std::int64_t> read_exponent(std::string_view text) {
    if (text.empty()) return 0;
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    text.remove_prefix(1);
    bool negative = false;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (!is_digit(c)) return std::nullopt;
        value = std::min(value * 10 + (c - '0'), exponent_max);
    }
    return negative ? -value : value;
}

std::optional<Literal> read_literal(std::string_view text) {
    Literal literal;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        literal.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    std::size_t at = 0;
    bool any_digit = false;
    const auto take_digits = [&](bool after_point) {
        for (; at < text.size() && is_digit(text[at]); ++at) {
            any_digit = true;
            if (!literal.digits.empty() || text[at] != '0') literal.digits.push_back(text[at]);
            if (after_point) --literal.exponent;
        }
    };
    take_digits(false);
    if (at < text.size() && text[at] == '.') {
        ++at;
        take_digits(true);
    }
    const auto exponent = read_exponent(text.substr(at));
    if (!any_digit || !exponent) return std::nullopt;
    literal.exponent += *exponent;
    return literal;
}

struct Scaled {
    Int128 units = 0;
    bool inexact = false;
};

// literal x 10^decimals as an integer, half to even; nullopt where it has more than 19 digits.
std::optional<Scaled> scale(const Literal& literal, int decimals) {
    const std::int64_t shift = literal.exponent + decimals;
    const auto size = static_cast<std::int64_t>(literal.digits.size());
    if (size == 0) return Scaled{};
    if (size + shift > 19) return std::nullopt;
    const std::int64_t kept = std::clamp<std::int64_t>(size + shift, 0, size);
    Int128 units = 0;
    for (std::int64_t i = 0; i < kept; ++i)
        units = units * 10 + (literal.digits[static_cast<std::size_t>(i)] - '0');
    for (std::int64_t i = 0; i < shift; ++i) units *= 10;
    const std::string_view dropped = std::string_view(literal.digits).substr(static_cast<std::size_t>(kept));
    const bool inexact = dropped.find_first_not_of('0') != std::string_view::npos;
    // Where the value is below one tenth of the last place, the first dropped digit is an implied zero.
    if (inexact && size + shift >= 0) {
        const bool beyond_half = dropped.substr(1).find_first_not_of('0') != std::string_view::npos;
        const char first = dropped.front();
        if (first > '5' || (first == '5' && (beyond_half || units % 2 != 0))) ++units;
    }
    return Scaled{literal.negative ? -units : units, inexact};
}

}  // namespace

Parsed<ParsedMicros> parse_micros(std::string_view text) {
    const auto literal = read_literal(text);
    if (!literal) return {{}, NumberFault::malformed};
    const auto scaled = scale(*literal, 6);
    if (!scaled || magnitude(scaled->units) > static_cast<UInt128>(micros_max))
        return {{}, NumberFault::out_of_range};
    return {ParsedMicros{static_cast<std::int64_t>(scaled->units), scaled->inexact}, {}};
}

Parsed<std::int64_t> parse_count(std::string_view text) {
    const auto literal = read_literal(text);
    if (!literal) return {{}, NumberFault::malformed};
    const auto scaled = scale(*literal, 0);
    if (!scaled || scaled->units > INT64_MAX || scaled->units < INT64_MIN)
        return {{}, NumberFault::out_of_range};
    if (scaled->inexact) return {{}, NumberFault::malformed};
    return {static_cast<std::int64_t>(scaled->units), {}};
}

std::string ExactNumber::text() const {
    UInt128 rest = magnitude(units);
    std::string reversed;
    while (rest != 0 || static_cast<int>(reversed.size()) <= scale) {
        reversed.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    std::string out(reversed.rbegin(), reversed.rend());
    if (scale > 0) {
        out.insert(out.size() - static_cast<std::size_t>(scale), 1, '.');
        out.erase(out.find_last_not_of('0') + 1);
        if (out.back() == '.') out.pop_back();
    }
    return units < 0 ? "-" + out : out;
}

namespace {

// Order of two non-negative fractions by their continued fractions: no product, so no overflow.
std::strong_ordering compare_magnitudes(UInt128 a, UInt128 b, UInt128 c, UInt128 d) {
    bool flipped = false;
    for (;;) {
        const UInt128 left = a / b;
        const UInt128 right = c / d;
        if (left != right)
            return (left < right) != flipped ? std::strong_ordering::less : std::strong_ordering::greater;
        a %= b;
        c %= d;
        if (a == 0 || c == 0) {
            if (a == c) return std::strong_ordering::equal;
            return (a == 0) != flipped ? std::strong_ordering::less : std::strong_ordering::greater;
        }
        std::swap(a, b);
        std::swap(c, d);
        flipped = !flipped;
    }
}

int sign_of(const Fraction& fraction) {
    if (fraction.numerator == 0) return 0;
    return (fraction.numerator < 0) == (fraction.denominator < 0) ? 1 : -1;
}

}  // namespace

std::strong_ordering operator<=>(const Fraction& left, const Fraction& right) {
    const int left_sign = sign_of(left);
    const int right_sign = sign_of(right);
    if (left_sign != right_sign) return left_sign <=> right_sign;
    const auto order = compare_magnitudes(magnitude(left.numerator), magnitude(left.denominator),
                                          magnitude(right.numerator), magnitude(right.denominator));
    return left_sign < 0 ? 0 <=> order : order;
}

ExactNumber rounded(const Fraction& fraction, int decimals) {
    const UInt128 denominator = magnitude(fraction.denominator);
    UInt128 units = magnitude(fraction.numerator) / denominator;
    UInt128 rest = magnitude(fraction.numerator) % denominator;
    for (int i = 0; i < decimals; ++i) {  // long division, a digit at a time: rest x 10 stays within 128 bits
        rest *= 10;
        units = units * 10 + rest / denominator;
        rest %= denominator;
    }
    const UInt128 gap = denominator - rest;
    if (rest > gap || (rest == gap && units % 2 != 0)) ++units;
    const auto value = static_cast<Int128>(units);
    return {sign_of(fraction) < 0 ? -value : value, decimals};
}

std::optional<std::int64_t> multiply_micros(std::int64_t left, std::int64_t right) {
    const ExactNumber product = rounded({Int128{left} * right, micros_per_unit}, 0);
    if (magnitude(product.units) > static_cast<UInt128>(micros_max)) return std::nullopt;
    return static_cast<std::int64_t>(product.units);
}

}  // namespace insightflow
