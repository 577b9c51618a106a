// Staged rows meet stored ones: each staged row is new, restated, unchanged or stale, and the facts and their
// history are written accordingly.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "domain/base/ids.hpp"
#include "domain/ingestion/batch_options.hpp"

namespace insightflow::duckdb {

// A batch among those that share the transaction. rows of staged_fact have its number.
struct SettledBatch {
    std::int64_t acceptance = 0;
    std::int64_t sequence = 0;  // the commit sequence since which its new rows are visible
    std::optional<CompleteFor> complete_for{};
};

// What is being applied: batches of one source, in the order of their sequences. Days and buckets are those
// of staged_fact. A batch that is complete for something is alone.
struct Settlement {
    WorkspaceId workspace{};
    std::int32_t source_id = 0;
    std::vector<SettledBatch> batches{};
    std::int32_t rounds = 1;  // how often a key comes at most
    std::int64_t rows = 0;
    std::int64_t first_bucket = 0;
    std::int64_t last_bucket = 0;
};

// By batch. Rows that are in none of the first three counts are new.
struct SettledRows {
    std::int64_t restated = 0;
    std::int64_t unchanged = 0;
    std::int64_t stale = 0;
    std::int64_t retired = 0;  // rows of others that a complete batch ended
};

// Settles all rows of staged_fact against performance: those of the first round, then those of the second,
// and so on. Needs the tables met and staged_batch, empty.
std::vector<SettledRows> settle(Connection& connection, const Settlement& settlement,
                                const std::stop_token& stop);

}  // namespace insightflow::duckdb
