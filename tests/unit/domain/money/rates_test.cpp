#include "domain/money/rates.hpp"

#include <gtest/gtest.h>

#include "domain/money/rate_file.hpp"

namespace insightflow {
namespace {

Day day(std::string_view text) { return parse_day(text).value(); }
Rate rate(std::string_view text) { return parse_rate(text).value(); }

// A week of January 2024: Friday the 5th, Monday the 8th.
RateTable table() {
    RateTable rates("EUR");
    rates.add({day("2024-01-05"), "USD", rate("1.0921")});
    rates.add({day("2024-01-08"), "USD", rate("1.0946")});
    rates.add({day("2024-01-05"), "JPY", rate("158.81")});
    return rates;
}

TEST(ParseRate, TakesPlainDecimalsAboveZeroAlone) {
    EXPECT_EQ(rate("1.0956"), (Rate{10'956, 4}));
    EXPECT_EQ(rate("1.50"), (Rate{15, 1}));
    EXPECT_EQ(rate("100"), (Rate{100, 0}));
    EXPECT_EQ(rate("007"), (Rate{7, 0}));
    EXPECT_EQ(rate("999999999999999").units, rate_units_max);
    EXPECT_EQ(rate("0.000000000001"), (Rate{1, 12}));
    EXPECT_EQ(rate("1.0956").text(), "1.0956");
    for (const std::string_view text :
         {"", ".", "0", "0.000", "-1", "+1", "1e3", "1.", ".5", "1.2.3", "1,5", " 1", "NaN",
          "1000000000000000", "0.0000000000001", "0.00000000000000000000000000000000001"})
        EXPECT_FALSE(parse_rate(text)) << text;
}

TEST(RateTable, ACrossRateIsTheFractionOfTwo) {
    // 158.81 / 1.0921 in lowest terms.
    const auto to_yen = table().factor("USD", "JPY", day("2024-01-05"));
    EXPECT_EQ(to_yen->value.numerator, 1'588'100);
    EXPECT_EQ(to_yen->value.denominator, 10'921);
    EXPECT_FALSE(to_yen->is_older);
    EXPECT_EQ(table().factor("EUR", "USD", day("2024-01-08"))->value, (Fraction{10'946, 10'000}));
    EXPECT_EQ(table().factor("USD", "EUR", day("2024-01-08"))->value, (Fraction{10'000, 10'946}));
}

TEST(RateTable, ADayWithoutARateTakesTheLastOneForSevenDays) {
    const auto sunday = table().factor("USD", "EUR", day("2024-01-07"));
    EXPECT_EQ(sunday->value, (Fraction{10'000, 10'921}));
    EXPECT_TRUE(sunday->is_older);
    EXPECT_TRUE(table().factor("USD", "EUR", day("2024-01-15"))->is_older);
    EXPECT_FALSE(table().factor("USD", "EUR", day("2024-01-16")));
    EXPECT_FALSE(table().factor("USD", "EUR", day("2024-01-04")));
}

TEST(RateTable, NoRateIsMadeUp) {
    EXPECT_FALSE(table().factor("GBP", "EUR", day("2024-01-05")));
    EXPECT_FALSE(table().factor("EUR", "GBP", day("2024-01-05")));
    EXPECT_EQ(table().factor("GBP", "GBP", day("1990-01-01"))->value, (Fraction{1, 1}));
    // Yen of the 15th: the dollar's rate of the 8th is young enough, the yen's of the 5th is not.
    EXPECT_FALSE(table().factor("USD", "JPY", day("2024-01-15")));
}

TEST(RateFile, TheBanksFileIsReadAsItIs) {
    const auto file = read_rate_file(
        "\xEF\xBB\xBF"
        "Date,USD,JPY,CYP,\r\n2024-01-03,1.0919,155.66,N/A,\r\n\r\n2024-01-02, 1.0956 ,,N/A,\r\n");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->rates, (std::vector<ReferenceRate>{{day("2024-01-03"), "USD", rate("1.0919")},
                                                       {day("2024-01-03"), "JPY", rate("155.66")},
                                                       {day("2024-01-02"), "USD", rate("1.0956")}}));
    EXPECT_EQ(file->ignored, std::set<std::string>{"CYP"});
}

std::vector<std::string> fault_places(std::string_view text) {
    const auto file = read_rate_file(text);
    std::vector<std::string> places;
    if (file) return places;
    for (const Fault& fault : file.error().faults) places.push_back(fault.pointer);
    return places;
}

TEST(RateFile, FaultsNameLineAndColumn) {
    using Places = std::vector<std::string>;
    EXPECT_EQ(
        fault_places("Date,USD,JPY\n2024-01-02,1.1,x\n2024-01-02,1.1,2\n31.1.2024,1,2\n2024-01-03,0,2\n"),
        (Places{"#/body/2/JPY", "#/body/3/Date", "#/body/4/Date", "#/body/5/USD"}));
    EXPECT_EQ(fault_places("Date,USD\n2024-01-02,1.1,2\n1989-12-31,1\n"),
              (Places{"#/body/2", "#/body/3/Date"}));
    EXPECT_EQ(fault_places("Day,USD\n2024-01-02,1.1\n"), Places{"#/body/1"});
    EXPECT_EQ(fault_places("Date,USD,USD\n"), Places{"#/body/1"});
    EXPECT_EQ(fault_places("Date,Dollar\n"), Places{"#/body/1"});
    EXPECT_EQ(fault_places("Date,EUR\n"), Places{"#/body/1"});
    EXPECT_EQ(fault_places("Date,USD\n"), Places{"#/body/1"});
    EXPECT_EQ(fault_places(""), Places{"#/body"});
    std::string many = "Date,USD\n";
    for (int i = 0; i < 100; ++i) many += "x,1\n";
    EXPECT_EQ(fault_places(many).size(), rate_faults_max);
    std::string wide = "Date";
    for (int i = 0; i < 400; ++i) wide += ",no code";
    EXPECT_EQ(fault_places(wide + "\n").size(), rate_faults_max);
    for (int i = 0; i < 200; ++i) wide += ",no code";
    EXPECT_EQ(fault_places(wide + "\n"), Places{"#/body/1"});
}

}  // namespace
}  // namespace insightflow
