// Exact numbers. Money and fractional counts are whole millionths ("micros", DECIMAL(18,6)); sums of them are
// 128 bits wide; a ratio is kept as a fraction and rounded once, half to even, when it is printed. No binary
// floating point anywhere.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow {

__extension__ typedef __int128 Int128;

inline constexpr std::int64_t micros_per_unit = 1'000'000;
// Largest magnitude of a DECIMAL(18,6), in micros.
inline constexpr std::int64_t micros_max = 999'999'999'999'999'999;

enum class NumberFault { malformed, out_of_range };

// What a decimal literal says. rounded: it had more than six decimals and was rounded half to even.
struct ParsedMicros {
    std::int64_t micros = 0;
    bool rounded = false;
};

// Outcome of reading a number: exactly one of value and fault is set.
template <class T>
struct Parsed {
    std::optional<T> value{};
    std::optional<NumberFault> fault{};
};

// Reads [+-]digits[.digits][e[+-]digits] exactly. NaN, Infinity, hex, separators and currency signs are
// malformed; a magnitude above micros_max (1e400 too) is out_of_range.
Parsed<ParsedMicros> parse_micros(std::string_view text);

// Reads a whole number in the same notation (12, 12.0 and 1.2e1 are whole, 12.5 is malformed), within int64.
Parsed<std::int64_t> parse_count(std::string_view text);

// An exact decimal: units x 10^-scale. text() is its shortest plain form ("25.5", "100", "-0.000001"), a
// valid JSON number.
struct ExactNumber {
    Int128 units = 0;
    int scale = 0;
    std::string text() const;
    friend bool operator==(const ExactNumber&, const ExactNumber&) = default;
};

inline ExactNumber from_micros(Int128 micros) { return {micros, 6}; }
inline ExactNumber from_count(Int128 count) { return {count, 0}; }

// An exact fraction; denominator is never zero. Equality and order are those of the values: 1/2 equals 2/4.
struct Fraction {
    Int128 numerator = 0;
    Int128 denominator = 1;
    friend std::strong_ordering operator<=>(const Fraction& left, const Fraction& right);
    friend bool operator==(const Fraction& left, const Fraction& right) { return (left <=> right) == 0; }
};

// The fraction as a decimal of `decimals` places (0 to 9), rounded half to even.
ExactNumber rounded(const Fraction& fraction, int decimals);

// left x right of two micros values, rounded half to even to micros; nullopt where the product is over
// micros_max.
std::optional<std::int64_t> multiply_micros(std::int64_t left, std::int64_t right);

}  // namespace insightflow
