#include "domain/ingestion/column_map.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

TEST(ColumnMap, AFileWithoutTheColumnsThatMatterIsRefused) {
    const std::string no_date =
        "no column holds the date: name one 'date' or 'timestamp', or say which it is with map=HEADING=date";
    const std::pair<std::string, std::string> cases[] = {
        {"platform|clicks\nfb|1\n", no_date},
        {"platform|hour|clicks\nfb|1|1\n", no_date},
        {"date|platform|x\n2024-01-15|fb|1\n",
         "no column holds a measure: name one impressions, clicks, cost, revenue, conversions or "
         "new_customers, or say which it is with map=HEADING=cost"},
        {"Week|platform|clicks\n2024-01-15|fb|1\n",
         "the column 'Week' tells weeks, and a fact is of one day: export it by day, or say spread=even"},
        {"month|platform|clicks\n2024-01|fb|1\n",
         "the column 'month' tells months, and a fact is of one day: export it by day, or say spread=even"},
        {"date|platform|Cost (USD)|Conv. value (EUR)\n2024-01-15|fb|1|1\n",
         "the columns 'Cost (USD)' and 'Conv. value (EUR)' are in two currencies, and a row has one: leave "
         "one "
         "of them out"},
        {"date|clicks\n2024-01-15|1\n",
         "no column holds the platform: name one 'platform', or give the option platform"},
        {"date|clicks\n", "no column holds the platform: name one 'platform', or give the option platform"},
        {"date|platform|Cost|Amount spent\n2024-01-15|fb|1|1\n",
         "the columns 'Cost' and 'Amount spent' both mean cost: leave one of them out, or say which with "
         "map, "
         "as in map=Amount spent=cost"},
    };
    for (const auto& [table, refusal] : cases) {
        const auto batch = normalise(table);
        EXPECT_EQ(refusal_of(batch), refusal);
        EXPECT_EQ(batch.outcomes.rejected, batch.outcomes.received);
        EXPECT_TRUE(batch.rejects.empty());
    }
}

TEST(ColumnMap, OfTwoColumnsForAFieldTheNearerCounts) {
    const auto batch = normalise(
        "date|platform|Link clicks|Clicks (all)|cost_micros|Amount spent (EUR)|Kosten\n"
        "2024-01-15|fb|1|3|4000000|4.5|9\n");
    EXPECT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{3}));
    EXPECT_EQ(batch.facts.of(Measure::cost).value, (std::vector<std::int64_t>{4'500'000}));
    EXPECT_EQ(batch.facts.currencies, (std::vector<std::string>{"EUR"}));
    EXPECT_EQ(batch.unknown_columns, (std::vector<std::string>{"Link clicks", "cost_micros", "Kosten"}));
}

TEST(ColumnMap, ARowWithoutTheNearestColumnHasTheNext) {
    const auto batch =
        normalise(json_rows({{{"date", "2024-01-15"}, {"platform", "fb"}, {"link_clicks", "5"}},
                             {{"date", "2024-01-16"}, {"platform", "fb"}, {"clicks", "7"}},
                             {{"date", "2024-01-17"}, {"platform", "fb"}, {"klicks", "9"}}}));
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{5, 7, 9}));
}

// Rows come in pieces, and a piece may bring columns that change what the others mean.
TEST(ColumnMap, WhereAPieceEndsChangesNothing) {
    BatchNormaliser normaliser({}, unchanged);
    normaliser.add(json_rows({{{"date", "2024-01-15"}, {"platform", "fb"}, {"link_clicks", "5"}}}));
    normaliser.add(json_rows({{{"date", "2024-01-16"},
                               {"platform", "fb"},
                               {"link_clicks", "6"},
                               {"clicks", "7"},
                               {"cost_eur", "1"}}}));
    TextChunk last = json_rows({{{"date", "2024-01-17"}, {"platform", "fb"}, {"link_clicks", "8"}}});
    last.columns = {"date", "platform", "link_clicks", "clicks", "cost_eur"};
    last.cells.resize(5);
    normaliser.add(last);
    const auto batch = std::move(normaliser).finish();
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{5, 7, 8}));
    EXPECT_EQ(batch.facts.currencies, (std::vector<std::string>{"USD", "EUR"}));
    EXPECT_EQ(batch.facts.currency, (std::vector<std::uint16_t>{0, 1, 0})) << "the last has no amount in EUR";
}

TEST(ColumnMap, AFallbackKeepsItsUnitAndCurrency) {
    const std::vector<JsonCell> first{{"date", "2024-01-15"}, {"platform", "fb"}, {"cost_micros", "1000000"}};
    const std::vector<JsonCell> second{{"date", "2024-01-16"}, {"platform", "fb"}, {"cost", "2"}};
    const std::vector<JsonCell> third{{"date", "2024-01-17"}, {"platform", "fb"}, {"cost_eur", "3"}};
    const auto expect = [](CheckedBatch batch) {
        EXPECT_EQ(batch.facts.of(Measure::cost).value,
                  (std::vector<std::int64_t>{1'000'000, 2'000'000, 3'000'000}));
        EXPECT_EQ(batch.facts.currencies, (std::vector<std::string>{"USD", "EUR"}));
        EXPECT_EQ(batch.facts.currency, (std::vector<std::uint16_t>{0, 0, 1}));
    };
    expect(normalise(json_rows({first, second, third})));
    BatchNormaliser normaliser({}, unchanged);
    normaliser.add(json_rows({first}));
    TextChunk rest = json_rows({first, second, third});
    rest.line.erase(rest.line.begin());
    for (auto& column : rest.cells) column.erase(column.begin());
    normaliser.add(rest);
    expect(std::move(normaliser).finish());
}

TEST(ColumnMap, AmountsOfARowInTwoCurrenciesAreRefused) {
    const auto batch = normalise(
        json_rows({{{"date", "2024-01-15"}, {"platform", "fb"}, {"cost", "1"}},
                   {{"date", "2024-01-16"}, {"platform", "fb"}, {"cost_usd", "1"}, {"revenue_eur", "2"}}}));
    EXPECT_EQ(faults_of(batch), "revenue_eur:currency_conflict");
}

TEST(ColumnMap, ASignOfSeveralCurrenciesNamesNone) {
    const auto batch = normalise("date|platform|Cost ($)|Revenue (\u20B9)\n2024-01-15|fb|1.5|2\n");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, std::vector<std::int64_t>{1'500'000}) << refusal_of(batch);
    EXPECT_EQ(batch.facts.currencies, std::vector<std::string>{"INR"});
    EXPECT_EQ(normalise("date|platform|Cost (US$)\n2024-01-15|fb|1.5\n").facts.currencies,
              std::vector<std::string>{"USD"});
}

TEST(ColumnMap, BesideADayTheRangeOfTheWholeReportIsNoPeriod) {
    for (const char* headings : {"Reporting starts|Reporting ends|Day", "Berichtsstart|Berichtsende|Tag"}) {
        const auto batch =
            normalise(std::string(headings) + "|platform|clicks\n2024-01-01|2024-01-31|2024-01-15|fb|1\n");
        EXPECT_EQ(batch.facts.day, std::vector<std::int32_t>{19'737})
            << refusal_of(batch) << faults_of(batch);
    }
}

TEST(ColumnMap, ASignBehindAnAmountNamesItsCurrency) {
    EXPECT_EQ(normalise("date|platform|Cost \u20AC\n2024-01-15|fb|1.5\n").facts.currencies,
              std::vector<std::string>{"EUR"});
}

TEST(ColumnMap, TheEndOfACampaignIsNotThatOfARow) {
    const auto batch = normalise(
        "Day|platform|Campaign|Start date|End date|clicks\n2024-01-15|fb|a|2023-01-01|2025-01-01|1\n");
    EXPECT_EQ(batch.outcomes.accepted, 1);
    EXPECT_EQ(batch.unknown_columns, (std::vector<std::string>{"Start date", "End date"}));
}

TEST(ColumnMap, ATagBesideATimestampIsATag) {
    const auto batch = normalise("timestamp|platform|Tag|clicks\n2024-01-15T10:00:00Z|fb|red|1\n");
    EXPECT_EQ(batch.outcomes.accepted, 1);
    EXPECT_EQ(batch.unknown_columns, (std::vector<std::string>{"Tag"}));
}

TEST(ColumnMap, AmountsInMicrosAreWholeMillionths) {
    const auto batch = normalise(
        "date|platform|cost_micros\n"
        "2024-01-15|fb|36150000\n2024-01-16|fb|-1\n2024-01-17|fb|1.5\n2024-01-18|fb|1e18\n2024-01-19|fb|\n");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, (std::vector<std::int64_t>{36'150'000, -1, 0}));
    EXPECT_EQ(faults_of(batch), "cost_micros:not_whole; cost_micros:out_of_range");
    EXPECT_EQ(warnings_of(batch), "cost_micros:negative_value x1; :no_measure x1");
}

TEST(ColumnMap, WhatIsSaidOfAColumnCountsMoreThanItsHeading) {
    BatchOptions options;
    for (const auto* text : {"Kosten netto (EUR)=cost", "Cost=ignore", "Klickzahl=clicks"})
        options.columns.push_back(column_choice(text).value());
    const auto batch =
        normalise("date|platform|Cost|kosten netto (eur)|Klickzahl\n2024-01-15|fb|1|2.5|3\n", options);
    EXPECT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, (std::vector<std::int64_t>{2'500'000}));
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{3}));
    EXPECT_EQ(batch.unknown_columns, (std::vector<std::string>{"Cost"}));
    EXPECT_EQ(refusal_of(normalise("date|platform|clicks\n2024-01-15|fb|1\n", options)),
              "no column is named 'Kosten netto (EUR)', as the option map says");
}

TEST(ColumnMap, ADateThatIsSaidToBeOneStillBeginsAPeriod) {
    const std::string table = "Start date|End date|platform|clicks\n2024-01-15|2024-01-16|fb|1\n";
    BatchOptions options;
    options.columns.push_back(column_choice("Start date=date").value());
    EXPECT_EQ(faults_of(normalise(table, options)), "End date:several_days");
    EXPECT_EQ(faults_of(normalise(table, options)), faults_of(normalise(table)));
}

TEST(ColumnMap, ARangeIsFromADayToADay) {
    EXPECT_EQ(normalise("From|To|platform|clicks\n2024-01-15|2024-01-15|fb|1\n").outcomes.accepted, 1);
    EXPECT_EQ(faults_of(normalise("From|To|platform|clicks\n2024-01-15|2024-01-16|fb|1\n")),
              "To:several_days");
}

TEST(ColumnMap, TheHeadingOfAnAmountNamesItsCurrency) {
    const auto batch = normalise(
        "date|platform|Spend (GBP)|currency\n2024-01-15|fb|1|\n2024-01-16|fb|1|gbp\n2024-01-17|fb|1|USD\n");
    EXPECT_EQ(batch.facts.currencies, (std::vector<std::string>{"GBP"}));
    EXPECT_EQ(faults_of(batch), "currency:currency_conflict");
}

}  // namespace
}  // namespace insightflow
