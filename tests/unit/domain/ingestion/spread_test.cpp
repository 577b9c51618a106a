#include "domain/ingestion/spread.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

CheckedBatch spread(const std::string& table, std::int64_t rows_max = BatchLimits{}.rows_max) {
    BatchOptions options;
    options.spread = Spread::even;
    BatchLimits limits;
    limits.rows_max = rows_max;
    const Table rows(table);
    BatchNormaliser normaliser(options, unchanged, limits);
    normaliser.add(rows.chunk());
    return std::move(normaliser).finish();
}

TEST(Spread, PartsAddUpToTheWhole) {
    for (const std::int64_t value :
         std::initializer_list<std::int64_t>{0, 1, 6, 7, 10, 100, -1, -10, 3012420001}) {
        RowMeasures whole;
        whole.value.fill(value);
        whole.present.fill(true);
        whole.own_value.fill(value);
        whole.own_present.fill(true);
        for (const int days : {1, 7, 28, 31}) {
            std::int64_t sum = 0;
            std::int64_t own_sum = 0;
            for (int day = 0; day < days; ++day) {
                const RowMeasures part = part_of_day(whole, day, days);
                EXPECT_LE(std::abs(part.value[0] * days - value), days) << value;
                sum += part.value[0];
                own_sum += part.own_value[own_measures_max - 1];
            }
            EXPECT_EQ(sum, value) << days;
            EXPECT_EQ(own_sum, value) << days;
        }
    }
}

TEST(Spread, AWeekIsSevenDays) {
    const auto batch = spread("week|platform|clicks|revenue|cost\n2024-01-29|fb|10|7|\n");
    EXPECT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.facts.day,
              (std::vector<std::int32_t>{19'751, 19'752, 19'753, 19'754, 19'755, 19'756, 19'757}));
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{2, 2, 2, 1, 1, 1, 1}));
    EXPECT_EQ(batch.facts.of(Measure::revenue).value, (std::vector<std::int64_t>(7, 1'000'000)));
    EXPECT_EQ(batch.facts.of(Measure::cost).present, (std::vector<std::uint8_t>(7, 0)));
    EXPECT_EQ(batch.facts.revenue_estimated, (std::vector<std::uint8_t>(7, 1)));
    EXPECT_EQ(batch.outcomes.received, 7);
    EXPECT_EQ(batch.outcomes.accepted, 7);
    EXPECT_EQ(warnings_of(batch), ":spread_evenly x1");
}

TEST(Spread, AMonthHasItsOwnDays) {
    const auto batch =
        spread("Month|platform|clicks\nFebruary 2024|fb|29\n2023-02|fb|28\n2024-03-17|fb|31\n");
    EXPECT_EQ(batch.facts.rows(), 29U + 28U + 31U);
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, (std::vector<std::int64_t>(88, 1)));
    EXPECT_EQ(batch.facts.day[57], 19'783);
}

TEST(Spread, ARangeIsFromItsFirstToItsLastDay) {
    const auto batch = spread(
        "date_start|date_stop|platform|clicks\n2024-01-01|2024-01-03|fb|3\n2024-01-09|2024-01-08|fb|3\n"
        "2024-01-01|2025-01-01|fb|3\n2024-02-01|2024-02-01|fb|3\nx|2024-02-01|fb|3\n");
    EXPECT_EQ(batch.facts.rows(), 4U);
    EXPECT_EQ(faults_of(batch),
              "date_stop:period_backwards; date_stop:period_too_long; date_start:not_a_date");
    EXPECT_EQ(batch.outcomes.received, 7);
    EXPECT_EQ(batch.outcomes.rejected, 3);
}

TEST(Spread, PeriodsThatCannotBeReadAreRejects) {
    EXPECT_EQ(faults_of(spread("week|platform|clicks\n|fb|1\nW5|fb|1\n")),
              "week:missing_date; week:not_a_date");
    EXPECT_EQ(faults_of(spread("month|platform|clicks\n|fb|1\nsoon|fb|1\n1980-01|fb|1\n\x01|fb|1\n")),
              "month:missing_date; month:not_a_date; month:day_out_of_range; month:control_character");
}

TEST(Spread, AnHourOfAWeekOrMonthIsOfNoDay) {
    EXPECT_EQ(faults_of(spread("week|hour|platform|clicks\n2024-01-01|5|fb|3\n")), "hour:several_days");
    EXPECT_EQ(faults_of(spread("month|hour|platform|clicks\n2024-01|5|fb|3\n")), "hour:several_days");
}

TEST(Spread, AnHourOfSeveralDaysIsOfNone) {
    EXPECT_EQ(faults_of(spread("date_start|date_stop|hour|platform|clicks\n2024-01-01|2024-01-03|5|fb|3\n")),
              "hour:several_days");
}

TEST(Spread, WithoutItAWeekAmongDaysIsAFault) {
    const auto batch =
        normalise(json_rows({{{"platform", "fb"}, {"clicks", "7"}, {"week", "2024-01-08"}},
                             {{"platform", "fb"}, {"clicks", "7"}, {"month", "2024-01"}},
                             {{"platform", "fb"}, {"clicks", "1"}, {"timestamp", "2024-01-01T00:00:00Z"}}}));
    EXPECT_EQ(batch.outcomes.accepted, 1);
    EXPECT_EQ(batch.outcomes.rejected, 2);
}

TEST(Spread, WhatIsKeptOfARowIsCountedForEachOfItsDays) {
    BatchOptions options;
    options.spread = Spread::even;
    BatchLimits limits;
    limits.extras_total_max = 1000;
    const Table rows("week|platform|clicks|note\n2024-01-29|fb|10|" + std::string(200, 'n') + "\n");
    BatchNormaliser normaliser(options, unchanged, limits);
    normaliser.add(rows.chunk());
    EXPECT_NE(refusal_of(std::move(normaliser).finish()), "");
}

TEST(Spread, TheDaysCountAgainstTheLimitOfRows) {
    const auto batch = spread("week|platform|clicks\n2024-01-29|fb|10\n", 5);
    EXPECT_EQ(refusal_of(batch), "the batch has more than 5 rows: send it in several files");
}

}  // namespace
}  // namespace insightflow
