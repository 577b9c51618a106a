#include "domain/ingestion/total_rows.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

CheckedBatch normalise_table(const std::string& text, std::initializer_list<BrokenRow> broken = {}) {
    const Table table(text);
    BatchNormaliser normaliser({}, unchanged);
    normaliser.begin_table({});
    normaliser.add(table.chunk());
    for (const BrokenRow& row : broken) normaliser.add_broken(row);
    return std::move(normaliser).finish();
}

TEST(TotalRows, LabelsOfTotalsAreKnown) {
    for (const auto* text : {"Total", " total ", "TOTAL: Account", "Grand total", "Gesamt", "Total - Search",
                             "Total of 5 results", "Totales", "Subtotal (EU)"})
        EXPECT_TRUE(is_total_label(text)) << text;
    for (const auto* text : {"", "Totally Spies", "Brand total", "Tot", "Summer", "Gesamtpaket"})
        EXPECT_FALSE(is_total_label(text)) << text;
}

TEST(TotalRows, ATotalIsNoRow) {
    const auto batch = normalise_table(
        "date|platform|campaign|clicks|cost\n"
        "2024-01-15|fb|a|1|1.5\n2024-01-16|fb|b|2|2.25\nTotal|||3|3.75\n");
    EXPECT_EQ(batch.outcomes.received, 2);
    EXPECT_EQ(batch.outcomes.rejected, 0);
    EXPECT_EQ(warnings_of(batch), ":total_row x1");
    EXPECT_EQ(batch.warnings.front().first_line, 4U);
}

TEST(TotalRows, ATotalThatDiffersIsToldWithBothSums) {
    const auto batch = normalise_table(
        "date|platform|campaign|clicks|cost\n2024-01-15|fb|a|1|1.5\n|fb|Total: Account|1|3.75\n");
    EXPECT_EQ(warnings_of(batch), ":total_row x1; cost:total_differs x1");
    EXPECT_EQ(batch.warnings.back().message, "the total on line 3 says 3.75, the rows add up to 1.5");
    const auto clicks = normalise_table("date|platform|clicks\n2024-01-15|fb|1\nTotal|fb|7\n");
    EXPECT_EQ(clicks.warnings.back().message, "the total on line 3 says 7, the rows add up to 1");
}

TEST(TotalRows, OneTotalOfSeveralThatIsTheSumIsEnough) {
    const auto batch = normalise_table(
        "date|platform|campaign|network|clicks\n"
        "2024-01-15|fb|a|s|1\n2024-01-16|fb|b|d|2\n"
        "|||Total: Search|1\n|||Total: Account|3\n|||Total: Display|2\n");
    EXPECT_EQ(batch.outcomes.received, 2);
    EXPECT_EQ(warnings_of(batch), ":total_row x3");
}

TEST(TotalRows, ARowWithoutDayAndNameIsATotal) {
    const auto batch = normalise_table(
        "Reporting starts|Reporting ends|platform|Campaign name|Impressions|Results\n"
        "2024-01-15|2024-01-15|fb|a|5|1\n2024-01-16|2024-01-16|fb|b|6|1\n2024-01-15|2024-01-16|||11|2\n");
    EXPECT_EQ(batch.outcomes.received, 2);
    EXPECT_EQ(warnings_of(batch), ":total_row x1");
}

TEST(TotalRows, ARowThatOnlyLacksItsDayIsARejectedRow) {
    const auto batch = normalise_table(
        "date|platform|campaign|clicks\n2024-01-15|fb|a|1\n|fb|b|1\n--|fb|--|\n2024-01-15|fb|Total Wine|1\n");
    EXPECT_EQ(batch.outcomes.received, 4);
    EXPECT_EQ(faults_of(batch), "date:missing_date; date:missing_date");
    EXPECT_EQ(faults_of(normalise_table("date|platform|clicks\n|fb|1\n")), "date:missing_date");
}

// Many rows without day and name are rows that lack them, not totals.
TEST(TotalRows, AFileHasOneTotalWithoutLabelAndAFewInAll) {
    const auto batch = normalise_table("date|platform|campaign|clicks\n2024-01-15|fb|a|1\n|||1\n|||1\n");
    EXPECT_EQ(faults_of(batch), "date:missing_date; platform:missing_platform");
    EXPECT_EQ(warnings_of(batch), ":total_row x1");
    std::string many = "date|platform|clicks\n2024-01-15|fb|1\n";
    for (std::int64_t i = 0; i < totals_max + 1; ++i) many += "Total|fb|1\n";
    const auto cut = normalise_table(many, {{200, "wrong_field_count", "", "Total"}});
    EXPECT_EQ(cut.outcomes.received, 3);
    EXPECT_EQ(cut.outcomes.rejected, 2);
}

TEST(TotalRows, ARowThatNamesNothingAndIsNotTheSumIsARejectedRow) {
    const auto batch =
        normalise_table("date|platform|campaign|clicks\n2024-01-15|fb|a|1\n2024-01-16|fb|a|1\n|fb||5\n");
    EXPECT_EQ(batch.outcomes.received, 3);
    EXPECT_EQ(batch.outcomes.rejected, 1);
    EXPECT_EQ(faults_of(batch), ":not_the_sum");
    EXPECT_EQ(batch.rejects.front().line, 4U);
    EXPECT_EQ(warnings_of(batch), "");
    const auto beside =
        normalise_table("date|platform|campaign|clicks\n2024-01-15|fb|a|1\n|fb||5\nTotal|fb||1\n");
    EXPECT_EQ(warnings_of(beside), ":total_row x1");
    EXPECT_EQ(beside.warnings.front().first_line, 4U) << "of the total, not of the row that is none";
    const auto named =
        normalise_table("date_start|date_stop|platform|campaign|clicks\n2024-01-15|2024-01-16|fb|N/A|1\n");
    EXPECT_EQ(faults_of(named), "date_stop:several_days") << "a campaign may be called so";
}

TEST(TotalRows, ATotalWithoutFiguresIsNoProof) {
    const auto batch =
        normalise_table("date|platform|clicks\n2024-01-15|fb|1\nTotal|fb|\nTotal of 5 results|fb|99\n");
    EXPECT_EQ(batch.outcomes.received, 1);
    EXPECT_EQ(warnings_of(batch), ":total_row x2; clicks:total_differs x1");
    EXPECT_EQ(warnings_of(normalise_table("date|platform|clicks\n2024-01-15|fb|1\nTotal|fb|\n")),
              ":total_row x1");
}

TEST(TotalRows, EstimatedRevenueIsNotHeldAgainstATotal) {
    BatchOptions options;
    options.value_per_conversion_micros = 5'000'000;
    const Table table(
        "date|platform|conversions|revenue\n2024-01-15|fb|1|\n2024-01-16|fb|1|3\nTotal|fb|2|3\n");
    BatchNormaliser normaliser(options, unchanged);
    normaliser.begin_table({});
    normaliser.add(table.chunk());
    EXPECT_EQ(warnings_of(std::move(normaliser).finish()), ":total_row x1");
}

TEST(TotalRows, OnlyTablesHaveTotals) {
    EXPECT_EQ(faults_of(normalise("date|platform|campaign|clicks\n|fb|Total|1\n")), "date:missing_date");
}

TEST(TotalRows, ATotalWithoutTheFieldsOfARowIsNone) {
    const auto batch = normalise_table(
        "date|platform|clicks\n2024-01-15|fb|1\n",
        {{3, "wrong_field_count", "", "Total of 1 results"}, {4, "wrong_field_count", "", "x"}});
    EXPECT_EQ(batch.outcomes.received, 2);
    EXPECT_EQ(batch.outcomes.rejected, 1);
    EXPECT_EQ(warnings_of(batch), ":total_row x1");
    EXPECT_EQ(batch.warnings.front().first_line, 3U);
}

TEST(TotalRows, SumsOverCurrenciesAreNotHeldAgainstATotal) {
    const auto batch = normalise_table(
        "date|platform|campaign|currency|cost|clicks\n"
        "2024-01-15|fb|a|USD|1|1\n2024-01-15|fb|b|EUR|1|1\nTotal||||5|2\n");
    EXPECT_EQ(warnings_of(batch), ":total_row x1");
}

TEST(TotalRows, DaysOutsideOfTheRangeThatTheFileNamesAreTold) {
    const Table table("date|platform|clicks\n2024-01-15|fb|1\n2024-02-01|fb|1\n");
    BatchNormaliser normaliser({}, unchanged);
    const HeadRow range{1, "January 1, 2024 - January 31, 2024", {}};
    normaliser.begin_table({.preamble = {&range, 1}});
    normaliser.add(table.chunk());
    EXPECT_EQ(warnings_of(std::move(normaliser).finish()), ":preamble x1; :outside_range x1");
}

}  // namespace
}  // namespace insightflow
