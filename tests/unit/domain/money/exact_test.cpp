#include "domain/money/exact.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace insightflow {
namespace {

struct MicrosCase {
    std::string text;
    std::int64_t micros;
    bool rounded;
};

TEST(ParseMicros, ReadsDecimalsExactlyAndRoundsHalfToEven) {
    const std::vector<MicrosCase> cases{
        {"0", 0, false},
        {"-0", 0, false},
        {"25.50", 25'500'000, false},
        {"+1.", 1'000'000, false},
        {".5", 500'000, false},
        {"1e3", 1'000'000'000, false},
        {"1E-6", 1, false},
        {"12.345e+1", 123'450'000, false},
        {"1.005", 1'005'000, false},
        {"0.0000005", 0, true},
        {"0.0000015", 2, true},
        {"0.0000025", 2, true},
        {"0.00000250000000000001", 3, true},
        {"0.0000026", 3, true},
        {"-0.0000015", -2, true},
        {"0.00000049", 0, true},
        {"5e-8", 0, true},
        {"1e-400", 0, true},
        {"0.10000000000000000000000000", 100'000, false},
        {"999999999999.999999", micros_max, false},
        {"-999999999999.999999", -micros_max, false},
        {"000000000000000000000000000001", 1'000'000, false},
        {"0e999999999999999999999", 0, false},
    };
    for (const auto& [text, micros, rounded] : cases) {
        const auto parsed = parse_micros(text);
        ASSERT_TRUE(parsed.value) << text;
        EXPECT_EQ(parsed.value->micros, micros) << text;
        EXPECT_EQ(parsed.value->rounded, rounded) << text;
        EXPECT_FALSE(parsed.fault);
    }
}

TEST(ParseMicros, RefusesWhatIsNoDecimalNumber) {
    for (const std::string text : {"", "-", ".", "e5", "1e", "1e+", "1ex", "NaN", "Infinity", "0x10",
                                   "1,234.50", "$5", "1 ", " 1", "1.2.3", "--1", "\xEF\xBC\x91"}) {
        EXPECT_EQ(parse_micros(text).fault, NumberFault::malformed) << text;
        EXPECT_FALSE(parse_micros(text).value) << text;
    }
}

TEST(ParseMicros, RefusesWhatDoesNotFitDecimal18Comma6) {
    for (const std::string text :
         {"1000000000000", "1e400", "999999999999.9999995", "-1e12", "1e999999999999999999999"})
        EXPECT_EQ(parse_micros(text).fault, NumberFault::out_of_range) << text;
}

TEST(ParseCount, TakesWholeNumbersOnly) {
    EXPECT_EQ(parse_count("12").value, 12);
    EXPECT_EQ(parse_count("12.0").value, 12);
    EXPECT_EQ(parse_count("1.2e1").value, 12);
    EXPECT_EQ(parse_count("-3").value, -3);
    EXPECT_EQ(parse_count("9223372036854775807").value, INT64_MAX);
    EXPECT_EQ(parse_count("-9223372036854775808").value, INT64_MIN);
    EXPECT_EQ(parse_count("9223372036854775808").fault, NumberFault::out_of_range);
    EXPECT_EQ(parse_count("99999999999999999999").fault, NumberFault::out_of_range);
    EXPECT_EQ(parse_count("12.5").fault, NumberFault::malformed);
    EXPECT_EQ(parse_count("twelve").fault, NumberFault::malformed);
}

TEST(ExactNumber, PrintsTheShortestPlainForm) {
    EXPECT_EQ(from_micros(25'500'000).text(), "25.5");
    EXPECT_EQ(from_micros(100'000'000).text(), "100");
    EXPECT_EQ(from_micros(-1).text(), "-0.000001");
    EXPECT_EQ(from_micros(0).text(), "0");
    EXPECT_EQ(from_count(-42).text(), "-42");
    EXPECT_EQ(from_micros(Int128{micros_max} * 10'000'000).text(), "9999999999999999990");
}

RC_GTEST_PROP(ExactNumber, TextReadsBackAsTheSameNumber, (std::int64_t raw)) {
    const std::int64_t micros = raw % micros_max;
    const auto parsed = parse_micros(from_micros(micros).text());
    RC_ASSERT(parsed.value.has_value());
    RC_ASSERT(parsed.value->micros == micros);
    RC_ASSERT(!parsed.value->rounded);
}

TEST(Rounded, IsHalfToEvenAtTheLastPlace) {
    EXPECT_EQ(rounded({1, 3}, 9).text(), "0.333333333");
    EXPECT_EQ(rounded({2, 3}, 9).text(), "0.666666667");
    EXPECT_EQ(rounded({1, 2}, 0).text(), "0");
    EXPECT_EQ(rounded({3, 2}, 0).text(), "2");
    EXPECT_EQ(rounded({-3, 2}, 0).text(), "-2");
    EXPECT_EQ(rounded({-5, 2}, 0).text(), "-2");
    EXPECT_EQ(rounded({5, -2}, 0).text(), "-2");
    EXPECT_EQ(rounded({1, 2'000'000'000}, 9).text(), "0");
    EXPECT_EQ(rounded({3, 2'000'000'000}, 9).text(), "0.000000002");
    EXPECT_EQ(rounded({0, 7}, 9).text(), "0");
}

TEST(Fraction, ComparesByValueWithoutOverflow) {
    const Int128 huge = Int128{INT64_MAX} * INT64_MAX;
    EXPECT_TRUE((Fraction{1, 2} == Fraction{2, 4}));
    EXPECT_TRUE((Fraction{-1, 2} == Fraction{1, -2}));
    EXPECT_TRUE((Fraction{0, 5} == Fraction{0, -9}));
    EXPECT_TRUE((Fraction{huge, huge - 1} > Fraction{huge + 1, huge}));
    EXPECT_TRUE((Fraction{huge, huge + 1} < Fraction{1, 1}));
    EXPECT_TRUE((Fraction{-1, 3} > Fraction{-1, 2}));
    EXPECT_TRUE((Fraction{-1, 3} < Fraction{1, 1000}));
    EXPECT_TRUE((Fraction{1, 3} < Fraction{1, 2}));
    EXPECT_TRUE((Fraction{7, 5} > Fraction{4, 3}));
}

RC_GTEST_PROP(Fraction, OrderEqualsThatOfCrossProducts,
              (std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d)) {
    RC_PRE(b != 0 && d != 0);
    const Int128 left = Int128{a} * d * ((b < 0) != (d < 0) ? -1 : 1);
    const Int128 right = Int128{c} * b * ((b < 0) != (d < 0) ? -1 : 1);
    RC_ASSERT(((Fraction{a, b} <=> Fraction{c, d}) < 0) == (left < right));
    RC_ASSERT(((Fraction{a, b} <=> Fraction{c, d}) == 0) == (left == right));
}

TEST(MultiplyMicros, RoundsToMicrosAndKnowsItsRange) {
    EXPECT_EQ(multiply_micros(100'000'000, 5'000'000), 500'000'000);
    EXPECT_EQ(multiply_micros(1, 500'000), 0);
    EXPECT_EQ(multiply_micros(3, 500'000), 2);
    EXPECT_EQ(multiply_micros(-3, 500'000), -2);
    EXPECT_EQ(multiply_micros(micros_max, 2'000'000), std::nullopt);
    EXPECT_EQ(multiply_micros(-micros_max, micros_max), std::nullopt);
}

}  // namespace
}  // namespace insightflow
