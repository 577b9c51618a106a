// Exact fractions without a bound: what comes of converting money by the rates of many days. Within 96 bits
// they are kept as a Fraction, beyond in integers that are as wide as it takes.
#pragma once

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <span>

#include "domain/money/exact.hpp"

namespace insightflow {

// Equality and order are those of the values. Copies share what is wide and never changes.
class BigFraction {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): a fraction is one, of whatever size.
    BigFraction(const Fraction& fraction) : small_(fraction) {}

    // A zero is never wide.
    bool is_zero() const { return !wide_ && small_.numerator == 0; }
    // As a decimal of so many places, rounded half to even; nullopt where that is beyond 126 bits.
    std::optional<ExactNumber> rounded(int decimals) const;

    friend std::strong_ordering operator<=>(const BigFraction& left, const BigFraction& right);
    friend bool operator==(const BigFraction& left, const BigFraction& right) {
        return (left <=> right) == 0;
    }
    friend BigFraction operator-(const BigFraction& left, const BigFraction& right);
    friend BigFraction operator*(const BigFraction& left, const BigFraction& right);
    // right is not zero.
    friend BigFraction operator/(const BigFraction& left, const BigFraction& right);

    struct Wide;
    explicit BigFraction(std::shared_ptr<const Wide> wide) : wide_(std::move(wide)) {}
    Wide wide() const;

private:
    Fraction small_{};
    std::shared_ptr<const Wide> wide_{};  // in place of small_, where there is one
};

// How many sums are made beside each other.
inline constexpr std::size_t weighted_amounts = 3;

// Amounts that count so much.
struct WeightedAmounts {
    Fraction weight{};  // both of its parts within 96 bits
    std::array<Int128, weighted_amounts> amounts{};
};

// For each place the sum of weight x amount over all terms, all with the same denominator: what is made of
// two of them does not grow by it. Takes time that grows with the width of the product of all different
// denominators, a little faster than in proportion.
std::array<BigFraction, weighted_amounts> weighted_sums(std::span<const WeightedAmounts> terms);

}  // namespace insightflow
