// FactStore on DuckDB. apply() uses the one writing connection; everything else borrows a reading one.
#pragma once

#include <atomic>

#include "adapters/duckdb/applied_batches.hpp"
#include "adapters/duckdb/checkpoint_keeper.hpp"
#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/ingestion/fact_store.hpp"

namespace insightflow::duckdb {

class DuckFactStore final : public FactStore {
public:
    DuckFactStore(Connection& writer, ReaderPool& readers, Guard& guard, CheckpointKeeper& checkpoints)
        : writer_(writer), readers_(readers), guard_(guard), checkpoints_(checkpoints) {}

    // Once, before any other call: reads what the file holds as its last commit.
    void recall_last_commit();

    Result<AppliedBatch> apply(const StagedBatch& batch, Timestamp now, std::stop_token stop) override;
    Result<AppliedBatch> undo(WorkspaceId workspace, const BatchId& id, Timestamp now,
                              std::stop_token stop) override;
    Result<std::vector<AppliedBatch>> applied(WorkspaceId workspace, std::span<const BatchId> ids) override;
    Result<std::int64_t> highest_acceptance() override;
    Result<std::int64_t> commit_at(WorkspaceId workspace, Timestamp time) override;
    Result<std::int64_t> last_commit_sequence() override;

private:
    Result<AppliedBatch> apply_new(const StagedBatch& batch, Timestamp now, const std::stop_token& stop);
    Result<AppliedBatch> undo_applied(WorkspaceId workspace, AppliedBatch batch, Timestamp now,
                                      const std::stop_token& stop);
    // What the next commit is called and when it is; committed() once it is.
    Commit next_commit(Timestamp now) const;
    void committed(const Commit& commit);

    Connection& writer_;
    ReaderPool& readers_;
    Guard& guard_;
    CheckpointKeeper& checkpoints_;
    Timestamp last_commit_at_{};  // of the apply thread
    std::atomic<std::int64_t> last_sequence_{0};
};

}  // namespace insightflow::duckdb
