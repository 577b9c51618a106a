// The rows of applied_batch with their warnings and unknown columns.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "application/ingestion/staged_batch.hpp"

namespace insightflow::duckdb {

// The last commit: the highest sequence and its time; {} before the first.
struct LastCommit {
    std::int64_t sequence = 0;
    Timestamp applied_at{};
};
LastCommit last_commit(Connection& connection);

// 0 before the first.
std::int64_t highest_acceptance(Connection& connection);

std::vector<AppliedBatch> find_applied(Connection& connection, WorkspaceId workspace,
                                       std::span<const BatchId> ids);

void record_applied(Connection& connection, WorkspaceId workspace, std::int32_t source_id,
                    const AppliedBatch& batch);

}  // namespace insightflow::duckdb
