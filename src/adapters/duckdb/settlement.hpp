// Staged rows meet stored ones: each staged row is new, restated, unchanged or stale, and the facts and their
// history are written accordingly.
#pragma once

#include <cstdint>
#include <stop_token>

#include "adapters/duckdb/connection.hpp"
#include "domain/base/ids.hpp"
#include "domain/time/day.hpp"

namespace insightflow::duckdb {

// What is being applied. rows, days and buckets are those of staged_fact.
struct Settlement {
    WorkspaceId workspace{};
    std::int32_t source_id = 0;
    std::int64_t acceptance = 0;
    std::int64_t sequence = 0;  // the commit sequence since which the new rows are visible
    std::int64_t rows = 0;
    Day first_day{};
    Day last_day{};
    std::int64_t first_bucket = 0;
    std::int64_t last_bucket = 0;
};

struct SettledRows {
    std::int64_t restated = 0;
    std::int64_t unchanged = 0;
    std::int64_t stale = 0;
};

// Settles all rows of staged_fact against performance. Rows that are in none of the counts are new. Needs
// the table met, empty.
SettledRows settle(Connection& connection, const Settlement& settlement, const std::stop_token& stop);

}  // namespace insightflow::duckdb
