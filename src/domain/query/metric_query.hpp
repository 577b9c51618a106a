// MetricQuery: the one form of a question. REST, CLI and every later surface build this value; the authorised
// scope travels beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/metrics/catalogue.hpp"
#include "domain/query/dimension.hpp"
#include "domain/query/plan.hpp"
#include "domain/time/day.hpp"
#include "domain/time/time_grain.hpp"

namespace insightflow {

// By a metric of the query: exact values, null last in either direction, ties by the groups' key text.
struct Order {
    Metric metric{};
    bool descending = false;
    friend bool operator==(const Order&, const Order&) = default;
};

struct MetricQuery {
    std::vector<Metric> metrics{};
    std::vector<Dimension> dimensions{};  // none: one row over everything
    std::vector<RowFilter> filters{};     // all must hold
    DayRange range{};
    std::vector<Order> order{};           // none: by key text
    std::size_t limit = 0;                // rows of the answer; 0 is all
    TimeGrain grain = TimeGrain::day;     // what Dimension::date groups by
    std::optional<std::int64_t> as_of{};  // as shown right after that commit; as it is now where absent

    friend bool operator==(const MetricQuery&, const MetricQuery&) = default;
};

// Most groups that an answer may have, before ordering and limit.
inline constexpr std::size_t groups_max = 100'000;

// All that is wrong with the query at once: from after to, a metric, dimension or order named twice, an order
// by a metric not asked for.
Result<void> check(const MetricQuery& query);

}  // namespace insightflow
