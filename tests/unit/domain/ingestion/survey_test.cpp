#include "domain/ingestion/survey.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

struct Surveyed {
    Conventions conventions{};
    std::vector<Question> questions{};
    CheckedBatch batch{};  // read by what was found
};

// The batch as the server reads it: undecided at first, then surveyed, then read.
Surveyed survey(const std::string& text, BatchOptions options = {}) {
    const Table table(text);
    BatchNormaliser first(options, unchanged);
    first.add(table.chunk());
    EXPECT_TRUE(first.undecided()) << text;
    BatchSurvey survey(options);
    survey.begin_table({});
    survey.add(table.chunk());
    Surveyed out;
    out.conventions = survey.decide(out.questions);
    options.conventions = out.conventions;
    BatchNormaliser second(std::move(options), unchanged);
    second.add(table.chunk());
    EXPECT_FALSE(second.undecided()) << text;
    out.batch = std::move(second).finish();
    return out;
}

TEST(BatchSurvey, NumbersAreReadAsTheFileWritesThem) {
    const auto read =
        survey("date|platform|Kosten|Impressionen\n15.01.2024|fb|1.234,50|1.234\n16.01.2024|fb|7|8\n");
    EXPECT_EQ(read.conventions.decimal_mark, DecimalMark::comma);
    EXPECT_EQ(read.batch.facts.of(Measure::cost).value,
              (std::vector<std::int64_t>{1'234'500'000, 7'000'000}));
    EXPECT_EQ(read.batch.facts.of(Measure::impressions).value, (std::vector<std::int64_t>{1234, 8}));
}

TEST(BatchSurvey, MeasuresOfTheSourcesOwnAreHeardToo) {
    BatchOptions options;
    options.promotions = {{"Refunds", "refunds", PromotedAs::amount}};
    const auto read =
        survey("date|platform|Impressionen|Refunds\n2024-01-15|fb|1.234|2,5\n2024-01-16|fb|7|\n", options);
    EXPECT_EQ(read.conventions.decimal_mark, DecimalMark::comma);
    EXPECT_EQ(read.batch.facts.of(Measure::impressions).value, (std::vector<std::int64_t>{1234, 7}));
    EXPECT_EQ(read.batch.facts.own_measures.at(0).column.value[0], 2'500'000);
}

TEST(BatchSurvey, DaysBeforeTheHeadingsTellTheOrderToo) {
    const auto order_beside = [](const std::string& head) {
        const Table table("date|platform|clicks\n05/04/2024|fb|1\n");
        const HeadRow row{1, head, {head}};
        BatchSurvey survey(BatchOptions{});
        survey.begin_table({.preamble = std::span(&row, 1)});
        survey.add(table.chunk());
        std::vector<Question> questions;
        const Conventions decided = survey.decide(questions);
        return questions.empty() ? decided.date_order : std::nullopt;
    };
    EXPECT_EQ(order_beside("Report (01/04/2024 - 30/04/2024)"), DateOrder::day_first);
    EXPECT_EQ(order_beside("Report Time: 4/1/2024,4/30/2024"), DateOrder::month_first);
    EXPECT_EQ(order_beside("Report of 4/5/2024"), std::nullopt);
}

TEST(BatchSurvey, AnAmountOfGroupsOrThreeDecimalsIsAskedWhereCommasAreLikely) {
    const auto read = survey("date|platform|Kosten\n15.01.2024|fb|1.234\n16.01.2024|fb|7\n");
    ASSERT_EQ(read.questions.size(), 1U);
    EXPECT_EQ(read.questions[0].code, "decimal");
    EXPECT_EQ(
        text_of(read.questions[0]),
        "Nothing in the file tells whether its numbers have a decimal point or a comma: '1.234' (line 2, "
        "Kosten) can be read in two ways. Say decimal=point ('1.234' is 1.234), or decimal=comma "
        "('1.234' is 1234).");
    // Another amount of the file answers.
    EXPECT_EQ(survey("date|platform|Kosten\n15.01.2024|fb|1.234\n16.01.2024|fb|7.5\n").questions.size(), 0U);
    EXPECT_EQ(survey("timestamp|platform|Kosten\n15.01.2024 10:00|fb|1.234\n15.01.2024 11:00|fb|7,5\n")
                  .batch.facts.of(Measure::cost)
                  .value,
              (std::vector<std::int64_t>{1'234'000'000, 7'500'000}));
    BatchNormaliser plain({}, unchanged);
    plain.begin_table({});
    plain.add(Table("date|platform|Kosten\n2024-01-15|fb|1.234\n").chunk());
    EXPECT_FALSE(plain.undecided());
    BatchNormaliser semicolons({}, unchanged);
    semicolons.begin_table({.has_semicolons = true});
    semicolons.add(Table("date|platform|Kosten\n2024-01-15|fb|1.234\n").chunk());
    EXPECT_TRUE(semicolons.undecided());
}

TEST(BatchSurvey, ADayFarDownTellsTheOrder) {
    const auto read = survey("date|platform|clicks\n03/04/2024|fb|1\n04/31/2023|fb|1\n04/30/2024|fb|1\n");
    EXPECT_EQ(read.conventions.date_order, DateOrder::month_first);
    EXPECT_EQ(read.batch.facts.day, (std::vector<std::int32_t>{19'786, 19'843}));
    EXPECT_EQ(faults_of(read.batch), "date:no_such_day");
}

TEST(BatchSurvey, TimestampsHoursPeriodsAndVersionsTellTheOrderToo) {
    EXPECT_EQ(survey("timestamp|platform|clicks\n31/12/2024 10:00|fb|1\n").conventions.date_order,
              DateOrder::day_first);
    EXPECT_EQ(survey("date_hour|platform|clicks\n12/31/2024 10:00|fb|1\n").conventions.date_order,
              DateOrder::month_first);
    EXPECT_EQ(
        survey("date_start|date_stop|platform|clicks\n2024-12-31|31/12/2024|fb|1\n").conventions.date_order,
        DateOrder::day_first);
    BatchOptions versions;
    versions.version_column = "changed";
    for (const auto* changed : {"31/12/2024", "31/12/2024 10:00"}) {
        const auto read =
            survey(std::string("date|platform|clicks|changed\n2024-12-31|fb|1|") + changed + "\n", versions);
        EXPECT_EQ(read.conventions.date_order, DateOrder::day_first);
        EXPECT_EQ(read.batch.outcomes.accepted, 1);
    }
}

TEST(BatchSurvey, WhatIsGivenIsNotAsked) {
    BatchOptions options;
    options.conventions = {DecimalMark::comma, {}};
    const auto read = survey("date|platform|cost\n31/12/2024|fb|1,234\n", options);
    EXPECT_TRUE(read.questions.empty());
    EXPECT_EQ(read.batch.facts.of(Measure::cost).value, (std::vector<std::int64_t>{1'234'000}));
}

TEST(BatchSurvey, AFileThatIsRefusedIsNotAsked) {
    BatchSurvey survey({});
    survey.add(Table("date|day|cost\n1/2/2024|1/2/2024|1,234\n").chunk());
    std::vector<Question> questions;
    survey.decide(questions);
    EXPECT_TRUE(questions.empty());
}

}  // namespace
}  // namespace insightflow
