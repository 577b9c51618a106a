#include "domain/ingestion/timestamps.hpp"

#include <gtest/gtest.h>

#include "domain/ingestion/local_clock.hpp"

namespace insightflow {
namespace {

// Microseconds of 2024-01-15T10:30:00 on a clock that shows UTC.
constexpr std::int64_t morning_us = 1'705'314'600 * us_per_second;

TEST(Timestamps, FormsOfRfc3339AreRead) {
    const struct {
        std::string_view text;
        std::int64_t local_us;
        std::optional<std::int64_t> offset_s;
        bool truncated;
    } cases[] = {
        {"2024-01-15T10:30:00Z", morning_us, 0, false},
        {"2024-01-15t10:30:00z", morning_us, 0, false},
        {"2024-01-15 10:30:00", morning_us, std::nullopt, false},
        {"2024-01-15T10:30:00.25", morning_us + 250'000, std::nullopt, false},
        {"2024-01-15T10:30:00.123456Z", morning_us + 123'456, 0, false},
        {"2024-01-15T10:30:00.123456000Z", morning_us + 123'456, 0, false},
        {"2024-01-15T10:30:00.123456789Z", morning_us + 123'456, 0, true},
        {"2024-01-15T10:30:00+02:00", morning_us, 7200, false},
        {"2024-01-15T10:30:00-05:30", morning_us, -19800, false},
        {"1969-12-31T23:59:59.5Z", -500'000, 0, false},
    };
    for (const auto& c : cases) {
        const ParsedTime parsed = parse_timestamp(c.text);
        ASSERT_TRUE(parsed.value) << c.text;
        EXPECT_EQ(parsed.value->local_us, c.local_us) << c.text;
        EXPECT_EQ(parsed.value->offset_us.has_value(), c.offset_s.has_value()) << c.text;
        if (c.offset_s) {
            EXPECT_EQ(parsed.value->offset_us, *c.offset_s * us_per_second) << c.text;
        }
        EXPECT_EQ(parsed.value->truncated, c.truncated) << c.text;
    }
}

TEST(Timestamps, FormsOfExportsAreRead) {
    const std::string_view forms[] = {
        "2024-01-15T10:30",    "2024-01-15 10:30:00 AM",  "1/15/2024 10:30 am",   "2024/1/15 10:30",
        "15.01.2024 10:30:00", "Jan 15, 2024 10:30 a.m.", "15 Jan 2024 10:30:00", "20240115 10:30"};
    for (const auto text : forms) {
        const ParsedTime parsed = parse_timestamp(text, DateOrder::month_first);
        ASSERT_TRUE(parsed.value) << text;
        EXPECT_EQ(parsed.value->local_us, morning_us) << text;
        EXPECT_FALSE(parsed.value->offset_us) << text;
    }
    EXPECT_EQ(parse_timestamp("2024-01-15 10:30 PM").value->local_us, morning_us + 12 * us_per_hour);
    EXPECT_EQ(parse_timestamp("2024-01-15 12:30 PM").value->local_us, morning_us + 2 * us_per_hour);
    EXPECT_EQ(parse_timestamp("2024-01-15 12:30 AM").value->local_us, morning_us - 10 * us_per_hour);
    EXPECT_EQ(parse_timestamp("30/1/2024 10:30", DateOrder::month_first).fault, &fault::no_such_day);
}

TEST(Timestamps, OthersAreToldWhy) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", "not_a_timestamp"},
        {"2024-01-15", "not_a_timestamp"},
        {"2024-01-15T", "not_a_timestamp"},
        {"2024-01-15T10", "not_a_timestamp"},
        {"2024-01-15T10:3", "not_a_timestamp"},
        {"T10:30:00", "not_a_timestamp"},
        {"2024-01-15T010:30:00", "not_a_timestamp"},
        {"15/1/2024 10:30", "undecided"},
        {"2024-01-15 13:30 PM", "no_such_time"},
        {"2024-01-15 0:30 AM", "no_such_time"},
        {"January 2024 10:30", "not_a_timestamp"},
        {"2024-01-15_10:30:00", "not_a_timestamp"},
        {"2024-01-15T10:30:00.", "not_a_timestamp"},
        {"2024-01-15T10:30:00.1234567890", "not_a_timestamp"},
        {"2024-01-15T10:30:00 UTC", "not_a_timestamp"},
        {"2024-01-15T10:30:00+02", "not_a_timestamp"},
        {"2024-01-15T10:30:00+0200", "not_a_timestamp"},
        {"2024-01-15T10:30:00*02:00", "not_a_timestamp"},
        {"1705314600", "not_a_timestamp"},
        {"2024-02-30T10:30:00Z", "no_such_day"},
        {"2024-01-15T24:00:00Z", "no_such_time"},
        {"2024-01-15T10:60:00Z", "no_such_time"},
        {"2024-01-15T23:59:60Z", "no_such_time"},
        {"2024-01-15T10:30:00+24:00", "no_such_time"},
        {"2024-01-15T10:30:00+02:60", "no_such_time"},
    };
    for (const auto& [text, code] : cases) {
        const ParsedTime parsed = parse_timestamp(text);
        ASSERT_TRUE(parsed.fault != nullptr) << text;
        EXPECT_EQ(parsed.fault->code, code) << text;
        EXPECT_FALSE(parsed.value) << text;
    }
}

TEST(TimeZones, NamesOfTheDatabaseAreKnown) {
    for (const auto* name : {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"})
        EXPECT_TRUE(is_time_zone(name)) << name;
    for (const auto* name : {"", "Mars/Olympus", "europe/berlin ", "+02:00", "../etc/passwd", "localtime"})
        EXPECT_FALSE(is_time_zone(name)) << name;
}

std::int64_t us_of(std::string_view text) { return parse_timestamp(text).value->local_us; }

TEST(LocalClock, TellsTheInstantOfALocalTime) {
    using Place = LocalClock::Place;
    const struct {
        std::string_view zone;
        std::string_view local;
        std::string_view utc;
        Place place;
    } cases[] = {
        {"UTC", "2024-01-15T10:30:00", "2024-01-15T10:30:00", Place::unique},
        {"America/New_York", "2024-01-15T10:30:00.5", "2024-01-15T15:30:00.5", Place::unique},
        {"America/New_York", "2024-03-10T01:59:59", "2024-03-10T06:59:59", Place::unique},
        {"America/New_York", "2024-03-10T02:30:00", "2024-03-10T07:00:00", Place::skipped},
        {"America/New_York", "2024-03-10T03:00:00", "2024-03-10T07:00:00", Place::unique},
        {"America/New_York", "2024-11-03T00:59:59", "2024-11-03T04:59:59", Place::unique},
        {"America/New_York", "2024-11-03T01:30:00", "2024-11-03T05:30:00", Place::repeated},
        {"America/New_York", "2024-11-03T02:00:00", "2024-11-03T07:00:00", Place::unique},
        {"Asia/Kolkata", "2024-07-01T00:00:00", "2024-06-30T18:30:00", Place::unique},
        {"Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00", Place::skipped},
    };
    for (const auto& c : cases) {
        LocalClock clock(c.zone);
        for (int again = 0; again < 2; ++again) {
            const auto instant = clock.instant_of(us_of(c.local));
            EXPECT_EQ(instant.utc_us, us_of(c.utc)) << c.zone << " " << c.local;
            EXPECT_EQ(instant.place, c.place) << c.zone << " " << c.local;
        }
    }
}

TEST(LocalClock, GoesThereAndBackAcrossYears) {
    LocalClock there("Europe/Berlin");
    LocalClock back("Europe/Berlin");
    for (std::int64_t utc = us_of("2023-01-01T00:30:00"); utc < us_of("2025-01-01T00:00:00");
         utc += us_per_hour) {
        const std::int64_t local = there.local_of(utc);
        const auto instant = back.instant_of(local);
        const bool second_time = instant.place == LocalClock::Place::repeated && instant.utc_us != utc;
        ASSERT_EQ(instant.utc_us, second_time ? utc - us_per_hour : utc);
    }
}

}  // namespace
}  // namespace insightflow
