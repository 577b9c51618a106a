#include "domain/money/big_fraction.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <map>
#include <vector>

namespace insightflow {

using boost::multiprecision::cpp_int;

// denominator is above zero.
struct BigFraction::Wide {
    cpp_int numerator{};
    cpp_int denominator = 1;
};

namespace {

using Wide = BigFraction::Wide;

// Both parts of a Fraction within this can be rounded to nine decimals in 128 bits.
constexpr unsigned small_bits = 96;
// The largest number that is shown: an Int128 holds it and its double.
constexpr unsigned shown_bits = 126;
// A common divisor is looked for up to this width: beyond it that takes longer than it saves.
constexpr unsigned reduced_bits = 1024;

unsigned bits_of(const cpp_int& value) {
    return value == 0 ? 0 : static_cast<unsigned>(boost::multiprecision::msb(abs(value))) + 1;
}

bool is_small(const Wide& wide) {
    return bits_of(wide.numerator) <= small_bits && bits_of(wide.denominator) <= small_bits;
}

BigFraction as_it_is(Wide wide) {
    if (wide.numerator == 0) return Fraction{0, 1};
    if (is_small(wide))
        return Fraction{static_cast<Int128>(wide.numerator), static_cast<Int128>(wide.denominator)};
    return BigFraction(std::make_shared<const Wide>(std::move(wide)));
}

BigFraction reduced(Wide wide) {
    if (wide.denominator < 0) {
        wide.numerator = -wide.numerator;
        wide.denominator = -wide.denominator;
    }
    if (!is_small(wide) && bits_of(wide.numerator) <= reduced_bits &&
        bits_of(wide.denominator) <= reduced_bits) {
        const cpp_int common = gcd(wide.numerator, wide.denominator);
        wide.numerator /= common;
        wide.denominator /= common;
    }
    return as_it_is(std::move(wide));
}

// The terms' sums over the product of their denominators.
struct CommonSums {
    std::array<cpp_int, weighted_amounts> numerators{};
    cpp_int denominator = 1;
};

// Halves are added, so that numbers of like width are multiplied, which is what is fast.
CommonSums add_up(std::span<const CommonSums> parts) {
    if (parts.size() == 1) return parts.front();
    const CommonSums left = add_up(parts.first(parts.size() / 2));
    const CommonSums right = add_up(parts.subspan(parts.size() / 2));
    CommonSums both;
    for (std::size_t i = 0; i < weighted_amounts; ++i)
        both.numerators[i] = left.numerators[i] * right.denominator + right.numerators[i] * left.denominator;
    both.denominator = left.denominator * right.denominator;
    return both;
}

}  // namespace

BigFraction::Wide BigFraction::wide() const {
    if (wide_) return *wide_;
    Wide out{cpp_int(small_.numerator), cpp_int(small_.denominator)};
    if (out.denominator > 0) return out;
    return {-out.numerator, -out.denominator};
}

std::optional<ExactNumber> BigFraction::rounded(int decimals) const {
    if (!wide_) return insightflow::rounded(small_, decimals);
    cpp_int scaled = abs(wide_->numerator);
    for (int i = 0; i < decimals; ++i) scaled *= 10;
    cpp_int units;
    cpp_int rest;
    divide_qr(scaled, wide_->denominator, units, rest);
    const cpp_int gap = wide_->denominator - rest;
    if (rest > gap || (rest == gap && bit_test(units, 0))) ++units;
    if (bits_of(units) > shown_bits) return std::nullopt;
    const auto value = static_cast<Int128>(units);
    return ExactNumber{wide_->numerator < 0 ? -value : value, decimals};
}

std::strong_ordering operator<=>(const BigFraction& left, const BigFraction& right) {
    if (!left.wide_ && !right.wide_) return left.small_ <=> right.small_;
    const Wide a = left.wide();
    const Wide b = right.wide();
    const int order = cpp_int(a.numerator * b.denominator).compare(cpp_int(b.numerator * a.denominator));
    return order <=> 0;
}

BigFraction operator-(const BigFraction& left, const BigFraction& right) {
    Wide a = left.wide();
    const Wide b = right.wide();
    if (a.denominator == b.denominator) {
        a.numerator -= b.numerator;
        return reduced(std::move(a));
    }
    return reduced(
        {a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator});
}

BigFraction operator*(const BigFraction& left, const BigFraction& right) {
    const Wide a = left.wide();
    const Wide b = right.wide();
    return reduced({a.numerator * b.numerator, a.denominator * b.denominator});
}

BigFraction operator/(const BigFraction& left, const BigFraction& right) {
    const Wide a = left.wide();
    const Wide b = right.wide();
    if (a.denominator == b.denominator) return reduced({a.numerator, b.numerator});
    return reduced({a.numerator * b.denominator, a.denominator * b.numerator});
}

std::array<BigFraction, weighted_amounts> weighted_sums(std::span<const WeightedAmounts> terms) {
    std::map<Int128, CommonSums> by_denominator;
    by_denominator[1];
    for (const WeightedAmounts& term : terms) {
        CommonSums& part = by_denominator[term.weight.denominator];
        part.denominator = term.weight.denominator;
        for (std::size_t i = 0; i < weighted_amounts; ++i)
            part.numerators[i] += cpp_int(term.amounts[i]) * term.weight.numerator;
    }
    std::vector<CommonSums> parts;
    for (auto& [denominator, part] : by_denominator) parts.push_back(std::move(part));
    const CommonSums sums = add_up(parts);
    const auto sum = [&sums](std::size_t i) { return as_it_is({sums.numerators[i], sums.denominator}); };
    return {sum(0), sum(1), sum(2)};
}

}  // namespace insightflow
