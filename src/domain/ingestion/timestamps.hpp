// Points in time as senders write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/ingestion/findings.hpp"
#include "domain/ingestion/written_day.hpp"

namespace insightflow {

inline constexpr std::int64_t us_per_second = 1'000'000;
inline constexpr std::int64_t us_per_hour = 3600 * us_per_second;
inline constexpr std::int64_t hours_per_day = 24;
inline constexpr std::int64_t us_per_day = hours_per_day * us_per_hour;

// local_us: microseconds from 1970-01-01T00:00 to the written date and time, as the writer's clock shows it.
// offset_us: the writer's clock minus UTC; nullopt where nothing was written behind the time.
// truncated: the fraction was finer than a microsecond, and the rest was not zero.
struct WrittenTime {
    std::int64_t local_us = 0;
    std::optional<std::int64_t> offset_us{};
    bool truncated = false;
};

// Exactly one of value and fault is set.
struct ParsedTime {
    std::optional<WrittenTime> value{};
    const Finding* fault = nullptr;
};

// RFC 3339 ("2024-01-15T10:30:00.25+02:00", "...Z"), or the same without an offset; a blank may stand for the
// T. Up to nine decimals. Also a day in any writing of day_readings() with a clock's time behind it, without
// seconds or with AM or PM too ("1/15/2024 5:00 PM"); fault::undecided where it needs an order and has none.
// Leap seconds (:60) and 24:00 are no_such_time.
ParsedTime parse_timestamp(std::string_view text, std::optional<DateOrder> order = {});

// The part of a timestamp that is its day, as it stands there; empty where the text has no time of day.
std::string_view date_part(std::string_view text);

}  // namespace insightflow
