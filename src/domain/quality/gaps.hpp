// Days without rows where rows are usual.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/time/day.hpp"

namespace insightflow {

// Whether a day should have had rows is told by the same weekday in the weeks before the empty days, and
// where these are too few in the weeks after them: it should where at least three quarters of them had some.
// So a source that has no weekends, or reports once a week, or now and then, lacks nothing on the other days.
inline constexpr int gap_weeks_looked_at = 8;
inline constexpr int gap_weeks_min = 2;
inline constexpr int gap_present_percent_min = 75;
// Of an account that has had nothing for longer than that before its source's last day it is not known
// whether it is still in use.
inline constexpr std::chrono::days gap_at_end_max{14};

// missing: those of the days from first to last that should have had rows. Both ends are such.
struct Gap {
    Day first{};
    Day last{};
    std::int64_t missing = 0;
    friend bool operator==(const Gap&, const Gap&) = default;
};

// days: those with rows, in order, each once. Empty days after the last of them, up to `until`, are looked
// at, too, where they are not more than gap_at_end_max.
std::vector<Gap> gaps_of(const std::vector<Day>& days, Day until);

}  // namespace insightflow
