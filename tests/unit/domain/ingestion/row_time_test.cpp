#include <gtest/gtest.h>

#include "batch_fixture.hpp"
#include "domain/ingestion/timestamps.hpp"
#include "domain/time/day.hpp"

namespace insightflow {
namespace {

using test::faults_of;
using test::normalise;
using test::warnings_of;

BatchOptions in_zone(const std::string& zone) {
    BatchOptions options;
    options.platform = "fb";
    options.time_zone = zone;
    return options;
}

std::int64_t us_of(std::string_view text) { return parse_timestamp(text).value->local_us; }
// Those hours of the day as buckets.
std::vector<std::int64_t> hours_of(std::string_view day, std::vector<std::int64_t> hours) {
    for (std::int64_t& hour : hours) hour += parse_day(day)->time_since_epoch().count() * hours_per_day;
    return hours;
}
std::string day_of(std::int32_t day) { return day_text(Day{std::chrono::days{day}}); }

TEST(RowTime, AnHourRowHasItsHourAndItsInstant) {
    const auto batch =
        normalise("date|hour|clicks\n2024-01-15|0|1\n2024-01-15|23|1\n", in_zone("America/New_York"));
    EXPECT_EQ(batch.shape.grain, Grain::hour);
    EXPECT_EQ(batch.facts.bucket, hours_of("2024-01-15", {0, 23}));
    EXPECT_EQ(batch.facts.utc_start_us,
              (std::vector{us_of("2024-01-15T05:00:00Z"), us_of("2024-01-16T04:00:00Z")}));
    EXPECT_EQ(day_of(batch.facts.day[1]), "2024-01-15");
}

TEST(RowTime, HoursThatClocksSkipOrRepeatAreMarked) {
    const auto batch =
        normalise("date|hour|clicks\n2024-03-10|2|1\n2024-11-03|1|1\n", in_zone("America/New_York"));
    EXPECT_EQ(warnings_of(batch), "hour:skipped_local_time x1; hour:repeated_hour x1");
    EXPECT_EQ(batch.facts.bucket,
              (std::vector{hours_of("2024-03-10", {2}).front(), hours_of("2024-11-03", {1}).front()}));
    EXPECT_EQ(batch.facts.utc_start_us,
              (std::vector{us_of("2024-03-10T07:00:00Z"), us_of("2024-11-03T05:00:00Z")}));
}

TEST(RowTime, AnEventIsItsInstantAndItsLocalDay) {
    const struct {
        std::string zone;
        std::string timestamp;
        std::string utc;
        std::string day;
    } cases[] = {
        {"UTC", "2024-01-15T23:30:00Z", "2024-01-15T23:30:00Z", "2024-01-15"},
        {"Asia/Kolkata", "2024-01-15T23:30:00Z", "2024-01-15T23:30:00Z", "2024-01-16"},
        {"America/New_York", "2024-01-15T01:30:00+02:00", "2024-01-14T23:30:00Z", "2024-01-14"},
        {"America/New_York", "2024-01-15 23:30:00.5", "2024-01-16T04:30:00.5Z", "2024-01-15"},
    };
    for (const auto& c : cases) {
        const auto batch = normalise("timestamp|clicks\n" + c.timestamp + "|1\n", in_zone(c.zone));
        ASSERT_EQ(batch.facts.rows(), 1U) << c.timestamp;
        EXPECT_EQ(batch.shape.grain, Grain::event);
        EXPECT_EQ(batch.facts.utc_start_us.front(), us_of(c.utc)) << c.timestamp;
        EXPECT_EQ(batch.facts.bucket.front(), us_of(c.utc)) << c.timestamp;
        EXPECT_EQ(day_of(batch.facts.day.front()), c.day) << c.timestamp;
    }
}

TEST(RowTime, BesideATimestampTheDateTellsTheDay) {
    const auto batch = normalise(
        "date|timestamp|hour|clicks\n"
        "2024-01-14|2024-01-15T00:30:00Z|7|1\n"
        "|2024-01-15T00:45:00.0000001Z|99|1\n",
        in_zone("UTC"));
    EXPECT_EQ(day_of(batch.facts.day.at(0)), "2024-01-14");
    EXPECT_EQ(day_of(batch.facts.day.at(1)), "2024-01-15");
    EXPECT_EQ(warnings_of(batch), "hour:hour_not_used x2; timestamp:timestamp_truncated x1");
}

TEST(RowTime, ADayWithItsHourIsAnHourRow) {
    const auto batch = normalise("STAT_TIME_HOUR|clicks\n2024-10-27 2:00:00|1\n2024-10-27 3:00:00|1\n",
                                 in_zone("Europe/Berlin"));
    EXPECT_EQ(batch.shape.grain, Grain::hour);
    EXPECT_EQ(batch.facts.day, (std::vector<std::int32_t>{20'023, 20'023}));
    EXPECT_EQ(batch.facts.bucket, (std::vector<std::int64_t>{20'023 * 24 + 2, 20'023 * 24 + 3}));
    EXPECT_EQ(warnings_of(batch), "STAT_TIME_HOUR:repeated_hour x1");
}

TEST(RowTime, APeriodOfOneDayIsADay) {
    const auto batch =
        normalise("date_start|date_stop|clicks\n2024-01-15|2024-01-15|1\n2024-01-16||1\n", in_zone("UTC"));
    EXPECT_EQ(batch.facts.day, (std::vector<std::int32_t>{19'737}));
    EXPECT_EQ(faults_of(batch), "date_stop:missing_date") << "it may still go on";
}

TEST(RowTime, FaultsOfTimeAreNamed) {
    const struct {
        std::string table;
        std::string faults;
    } cases[] = {
        {"date|clicks\n|1\n", "date:missing_date"},
        {"date|clicks\n15.01|1\n", "date:not_a_date"},
        {"date_hour|clicks\n|1\n", "date_hour:missing_date"},
        {"date_hour|clicks\n2024-01-15 5:30:00|1\n", "date_hour:not_a_full_hour"},
        {"date_hour|clicks\n2024-01-15T05:00:00Z|1\n", "date_hour:not_a_full_hour"},
        {"date_hour|clicks\nno\x01w|1\n", "date_hour:control_character"},
        {"date_hour|clicks\n2024-01-15|1\n", "date_hour:not_a_timestamp"},
        {"date_hour|clicks\n1989-12-31 05:00|1\n", "date_hour:day_out_of_range"},
        {"date_start|date_stop|clicks\n2024-01-15|2024-01-21|1\n", "date_stop:several_days"},
        {"date_start|date_stop|clicks\n2024-01-15|then|1\n", "date_stop:not_a_date"},
        {"date|clicks\n1989-12-31|1\n", "date:day_out_of_range"},
        {"date|hour|clicks\n2024-01-15||1\n", "hour:missing_hour"},
        {"date|hour|clicks\n2024-01-15|24|1\n", "hour:no_such_hour"},
        {"date|hour|clicks\n|24|1\n", "date:missing_date; hour:no_such_hour"},
        {"timestamp|clicks\n|1\n", "timestamp:missing_timestamp"},
        {"timestamp|clicks\nnow|1\n", "timestamp:not_a_timestamp"},
        {"timestamp|clicks\nno\x01w|1\n", "timestamp:control_character"},
        {"timestamp|clicks\n1969-12-31T23:59:59Z|1\n", "timestamp:day_out_of_range"},
        {"timestamp|clicks\n2101-01-01T00:00:00Z|1\n", "timestamp:day_out_of_range"},
        {"timestamp|clicks\n9999-12-31T23:59:59-23:59|1\n", "timestamp:day_out_of_range"},
        {"timestamp|clicks\n0001-01-01T00:00:00+23:59|1\n", "timestamp:day_out_of_range"},
        {"date|timestamp|clicks\n2024-01-32|2024-01-15T25:00:00Z|1\n",
         "date:no_such_day; timestamp:no_such_time"},
    };
    for (const auto& c : cases)
        EXPECT_EQ(faults_of(normalise(c.table, in_zone("Europe/Berlin"))), c.faults) << c.table;
}

}  // namespace
}  // namespace insightflow
