// The rows of applied_batch with their warnings and unknown columns.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "application/ingestion/staged_batch.hpp"
#include "domain/ingestion/measure_set.hpp"

namespace insightflow::duckdb {

// Of a batch or of an undo.
struct Commit {
    std::int64_t sequence = 0;
    Timestamp at{};
};

// The one of the highest sequence; {} before the first.
Commit last_commit(Connection& connection);

// The highest sequence of a commit of the workspace that was not after the time; 0 where there is none.
std::int64_t commit_at(Connection& connection, WorkspaceId workspace, Timestamp time);

// 0 before the first.
std::int64_t highest_acceptance(Connection& connection);

std::vector<AppliedBatch> find_applied(Connection& connection, WorkspaceId workspace,
                                       std::span<const BatchId> ids);

// A batch to be recorded. carried: the measures that its rows have.
struct RecordedBatch {
    const StagedBatch& staged;
    const AppliedBatch& applied;
    std::int32_t source_id = 0;
    MeasureSet carried = 0;
};

void record_applied(Connection& connection, std::span<const RecordedBatch> batches);

// The source of an applied batch.
std::int32_t source_of(Connection& connection, const AppliedBatch& batch);

// From now on the batch does not count: the commit of that sequence undoes it.
void mark_undone(Connection& connection, const AppliedBatch& batch, std::int64_t sequence);

// What the undo moved, and when.
void record_undo(Connection& connection, const AppliedBatch& batch, const BatchUndo& undo);

}  // namespace insightflow::duckdb
