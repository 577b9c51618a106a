// Metrics over time: one row per bucket and group, none left out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "application/analytics/answer_query.hpp"

namespace insightflow {

// The workspace's day: what "today" and relative ranges mean to it.
using Today = std::function<Day(WorkspaceId)>;

struct TrendQuestion {
    std::vector<Metric> metrics{};
    TimeGrain grain = TimeGrain::day;
    std::vector<Dimension> group_by{};  // beside the date
    std::vector<RowFilter> filters{};
    DayRange range{};
    std::optional<std::int64_t> days{};  // instead of range.from: so many days up to the end of the range
    std::optional<std::int64_t> as_of{};
};

inline constexpr std::int64_t trend_days_default = 30;

// answer: rows by bucket, then group; its first key column is the bucket's first day. A bucket at an end of
// the range holds only its days from `from` to `to`.
struct TrendReport {
    QueryAnswer answer{};
    Day from{};
    Day to{};
};

// Without an end the range ends today; without a beginning it has trend_days_default days. Errors:
// invalid_argument for a question that contradicts itself or has too many rows; those of AnalyticsStore::run.
Result<TrendReport> trend_report(const TrendQuestion& question, const AuthorisedScope& scope,
                                 const AnalyticsPorts& ports, const Today& today, std::stop_token stop);

}  // namespace insightflow
