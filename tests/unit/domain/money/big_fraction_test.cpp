#include "domain/money/big_fraction.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace insightflow {
namespace {

constexpr std::int64_t large_prime = 999'999'999'999'989;
constexpr std::int64_t other_prime = 999'999'999'999'947;

// 1 / large_prime^terms, which is wider than any machine's number.
BigFraction tiny(int terms) {
    BigFraction fraction = Fraction{1, 1};
    for (int i = 0; i < terms; ++i) fraction = fraction / Fraction{large_prime, 1};
    return fraction;
}

std::string shown(const BigFraction& fraction, int decimals) {
    const auto number = fraction.rounded(decimals);
    return number ? number->text() : "too large";
}

RC_GTEST_PROP(BigFraction, SmallOnesAreWhatFractionsAre, ()) {
    const auto part = [] { return *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000); };
    const auto above_zero = [] { return *rc::gen::inRange<std::int64_t>(1, 1'000'000); };
    const Fraction a{part(), above_zero()};
    const Fraction b{part(), above_zero()};
    const BigFraction big_a = a;
    const BigFraction big_b = b;
    RC_ASSERT((big_a <=> big_b) == (a <=> b));
    RC_ASSERT((big_a == big_b) == (a == b));
    RC_ASSERT(big_a.rounded(9) == rounded(a, 9));
    const Fraction difference{a.numerator * b.denominator - b.numerator * a.denominator,
                              a.denominator * b.denominator};
    RC_ASSERT((big_a - big_b) == BigFraction(difference));
    RC_ASSERT((big_a * big_b) == BigFraction({a.numerator * b.numerator, a.denominator * b.denominator}));
    RC_PRE(b.numerator != 0);
    RC_ASSERT((big_a / big_b) == BigFraction({a.numerator * b.denominator, a.denominator * b.numerator}));
}

TEST(BigFraction, WideOnesComeBackExactly) {
    const BigFraction wide = tiny(9);
    BigFraction back = wide;
    for (int i = 0; i < 9; ++i) back = back * Fraction{large_prime, 1};
    EXPECT_EQ(back, BigFraction(Fraction{1, 1}));
    EXPECT_EQ(shown(back, 6), "1");
    EXPECT_EQ(shown(wide, 9), "0");
    EXPECT_FALSE(wide.is_zero());
    EXPECT_TRUE((wide - wide).is_zero());
}

TEST(BigFraction, WideOnesAreOrderedByTheirLastDigit) {
    const BigFraction half = Fraction{1, 2};
    EXPECT_LT(half - tiny(20), half);
    EXPECT_GT(half, half - tiny(100));
    EXPECT_LT(half - tiny(20), half - tiny(21));
    EXPECT_EQ(half - tiny(90), half - tiny(90));
}

TEST(BigFraction, ATieIsRoundedToEvenAndTheLeastBesideItIsNone) {
    const BigFraction tie = Fraction{5, 10'000'000};  // 0.0000005
    EXPECT_EQ(shown(tie, 6), "0");
    EXPECT_EQ(shown(tie - tiny(30), 6), "0");
    const BigFraction next_tie = Fraction{15, 10'000'000};
    EXPECT_EQ(shown(next_tie, 6), "0.000002");
    EXPECT_EQ(shown(next_tie - tiny(30), 6), "0.000001");
    const BigFraction below_zero = Fraction{-5, 10'000'000};
    EXPECT_EQ(shown(below_zero - tiny(30), 6), "-0.000001");
    // Wide in its writing, and a tie all the same: 3/2 and 5/2 with 21 primes above and below.
    const BigFraction one = tiny(21) / tiny(21);
    const Fraction three_halves{3, 2};
    const Fraction five_halves{5, 2};
    EXPECT_EQ(shown(one * three_halves, 0), "2");
    EXPECT_EQ(shown(one * five_halves, 0), "2");
}

TEST(BigFraction, WhatHasNoPlaceIsNotShown) {
    const BigFraction huge = Fraction{1, 1} / tiny(3);
    EXPECT_FALSE(huge.rounded(6));
    EXPECT_EQ(huge * tiny(3), BigFraction(Fraction{1, 1}));
}

TEST(BigFraction, ADivisorBelowZeroTurnsTheSign) {
    const BigFraction wide = tiny(3) / Fraction{-1, 1};
    EXPECT_LT(wide, BigFraction(Fraction{0, 1}));
    const Fraction minus_one{-1, 1};
    EXPECT_EQ(wide * minus_one, tiny(3));
    const Fraction turned{1, -2};
    const Fraction plain{-1, 2};
    EXPECT_EQ(BigFraction(turned) * tiny(3), BigFraction(plain) * tiny(3));
}

TEST(WeightedSums, AddUpOverAnyDenominators) {
    EXPECT_TRUE(weighted_sums({})[0].is_zero());
    // 10 x 1/3 + 20 x 1/7 + 5 x 2/3 = 200/21; 1/3 + 0 - 1 x 2/3 = -1/3.
    const std::vector<WeightedAmounts> terms{
        {{1, 3}, {10, 1, 0}}, {{1, 7}, {20, 0, 0}}, {{2, 3}, {5, -1, 0}}};
    const auto sums = weighted_sums(terms);
    EXPECT_EQ(sums[0], BigFraction(Fraction{200, 21}));
    EXPECT_EQ(sums[1], BigFraction(Fraction{-1, 3}));
    EXPECT_TRUE(sums[2].is_zero());
}

TEST(WeightedSums, AThousandDaysOfRatesAreExact) {
    // Each term is x/p - x/p + 1 with a denominator of its own: their sum is their number.
    std::vector<WeightedAmounts> terms;
    for (std::int64_t i = 0; i < 1'000; ++i) {
        const Int128 denominator = other_prime - 2 * i;
        terms.push_back({{1, denominator}, {denominator, i, -i}});
    }
    const auto sums = weighted_sums(terms);
    EXPECT_EQ(sums[0], BigFraction(Fraction{1'000, 1}));
    EXPECT_EQ(shown(sums[0], 6), "1000");
    EXPECT_EQ(sums[1] / sums[2], BigFraction(Fraction{-1, 1}));
}

}  // namespace
}  // namespace insightflow
