#include "domain/ingestion/heading_likeness.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

// The field, and the currency where there is one; "-" where the heading is like none.
std::string like(std::string_view heading) {
    const LikeHeading found = like_heading(heading);
    if (found.alias == nullptr) return "-";
    std::string text(name_of(found.alias->field));
    if (found.alias->unit == AmountUnit::micros) text += " micros";
    if (!found.currency.empty()) text += " " + std::string(found.currency);
    return text;
}

TEST(HeadingLikeness, TheSameWordsWithWordsThatSayNothing) {
    EXPECT_EQ(like("Total Ad Spend"), "cost");
    EXPECT_EQ(like("Number of clicks"), "clicks");
    EXPECT_EQ(like("Name of the Campaign"), "campaign_name");
    EXPECT_EQ(like("Kosten netto"), "cost");
    EXPECT_EQ(like("totalMediaCost"), "cost");
    EXPECT_EQ(like("Spend total EUR"), "cost EUR");
    EXPECT_EQ(like("Total cost in micros"), "cost micros");
    EXPECT_EQ(like("metrics.impressions"), "impressions");
    EXPECT_EQ(like("spend_amt"), "cost");
    EXPECT_EQ(like("Impressions delivered"), "impressions");
}

TEST(HeadingLikeness, OneWrongLetter) {
    EXPECT_EQ(like("Impresions"), "impressions");
    EXPECT_EQ(like("Impressionss"), "impressions");
    EXPECT_EQ(like("Imrpessions"), "impressions");
    EXPECT_EQ(like("Impression"), "impressions");
    EXPECT_EQ(like("Revenze"), "revenue");
    EXPECT_EQ(like("Revenues"), "revenue");
    EXPECT_EQ(like("Impersions"), "-") << "two letters";
}

TEST(HeadingLikeness, WordsThatSaySomethingAreNotPassedOver) {
    for (const char* heading :
         {"", "...", "total", "Avg. cost", "Cost per click", "Conversion rate", "Impression share", "County",
          "Click type", "Clicks USD", "a b c d e f g h cost", "Campaign status", "Clicsk"})
        EXPECT_EQ(like(heading), "-") << heading;
}

TEST(HeadingLikeness, ACountNamesNothing) {
    for (const char* heading :
         {"Ad count", "Campaign count", "Number of ads", "Account no", "Total campaign"})
        EXPECT_EQ(like(heading), "-") << heading;
    EXPECT_EQ(like("Click count"), "clicks");
}

TEST(HeadingLikeness, ARatioIsNeitherOfItsParts) {
    for (const char* heading : {"Value / conv.", "Cost %", "Impressions %", "Cost/conversion", "Send Date"})
        EXPECT_EQ(like(heading), "-") << heading;
}

TEST(HeadingLikeness, InCapitalsAWordIsNoCurrency) {
    EXPECT_EQ(like("SPEND ALL"), "cost");
    EXPECT_EQ(like("TOTAL_COST_TOP"), "-");
    EXPECT_EQ(like("TOTAL SPEND USD"), "cost USD");
    EXPECT_EQ(like("Spend total ALL"), "cost ALL");
}

TEST(HeadingLikeness, WhatIsReadSoIsTold) {
    const auto batch =
        normalise("Day of report|Total ad spend|Number of clicks|platform\n2024-01-15|1.5|2|fb\n");
    ASSERT_EQ(refusal_of(batch), "");
    EXPECT_EQ(warnings_of(batch),
              "Day of report:like_heading x0; Total ad spend:like_heading x0; "
              "Number of clicks:like_heading x0");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, std::vector<std::int64_t>{1'500'000});
}

TEST(HeadingLikeness, AHeadingThatIsKnownComesFirst) {
    const auto batch = normalise("date|platform|Gross spend|cost\n2024-01-15|fb|7|1\n");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, std::vector<std::int64_t>{1'000'000});
    EXPECT_EQ(warnings_of(batch), "");
}

TEST(HeadingLikeness, OfTwoAlikeNoneIsTaken) {
    const auto batch = normalise("date|platform|Gross spend|Net spend|clicks\n2024-01-15|fb|7|1|1\n");
    ASSERT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.facts.of(Measure::cost).present, std::vector<std::uint8_t>{0});
    ASSERT_EQ(batch.warnings.size(), 1U);
    EXPECT_EQ(
        batch.warnings[0].message,
        "several columns may be cost: 'Gross spend', 'Net spend': none of them is taken; say which with map");
    EXPECT_EQ(batch.unknown_columns, (std::vector<std::string>{"Gross spend", "Net spend"}));
}

}  // namespace
}  // namespace insightflow
