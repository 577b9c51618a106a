// Staged rows meet stored ones: each staged row is new, restated, unchanged or stale, and the facts and their
// history are written accordingly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>

#include "adapters/duckdb/connection.hpp"
#include "domain/base/ids.hpp"
#include "domain/ingestion/batch_options.hpp"

namespace insightflow::duckdb {

// A batch that is applied alone. Buckets are those of staged_fact.
struct Settlement {
    WorkspaceId workspace{};
    std::int32_t source_id = 0;
    std::int64_t acceptance = 0;
    std::int64_t sequence = 0;  // the commit sequence since which its new rows are visible
    std::optional<CompleteFor> complete_for{};
    std::size_t own_measures = 0;  // of the source
    std::int64_t rows = 0;
    std::int64_t first_bucket = 0;
    std::int64_t last_bucket = 0;
};

// Rows that are in none of the first three counts are new.
struct SettledRows {
    std::int64_t restated = 0;
    std::int64_t unchanged = 0;
    std::int64_t stale = 0;
    std::int64_t retired = 0;  // rows of others that a complete batch ended
};

// Outcomes as tables hold them.
namespace outcome {
inline constexpr std::int32_t stale = 1;
inline constexpr std::int32_t unchanged = 2;
inline constexpr std::int32_t restated = 3;
inline constexpr std::int32_t added = 4;
}  // namespace outcome

// Settles all rows of staged_fact against performance, in statements over all of them. Needs the table met,
// empty.
SettledRows settle(Connection& connection, const Settlement& settlement, const std::stop_token& stop);

// Acceptance number of the best batch of the source that knows what is not there; 0 where none does.
std::int64_t highest_complete(Connection& connection, std::int32_t source_id, const std::stop_token& stop);

}  // namespace insightflow::duckdb
