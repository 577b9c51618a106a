// FactStore on DuckDB. apply(), undo() and rehearse() use the one writing connection, each with a pass of
// the gate, which keeps threads apart; everything else borrows a reading one.
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>

#include "adapters/duckdb/applied_batches.hpp"
#include "adapters/duckdb/checkpoint_keeper.hpp"
#include "adapters/duckdb/commit_gate.hpp"
#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/ingestion/fact_store.hpp"

namespace insightflow::duckdb {

class DuckFactStore final : public FactStore {
public:
    DuckFactStore(Connection& writer, ReaderPool& readers, Guard& guard, CheckpointKeeper& checkpoints,
                  CommitGate& gate)
        : writer_(writer), readers_(readers), guard_(guard), checkpoints_(checkpoints), gate_(gate) {}

    // Once, before any other call: reads what the file holds as its last commit.
    void recall_last_commit();

    Result<std::vector<AppliedBatch>> apply(std::span<const StagedBatch* const> batches, const Clock& clock,
                                            std::stop_token stop) override;
    Result<AppliedBatch> undo(WorkspaceId workspace, const BatchId& id, const Clock& clock,
                              std::stop_token stop) override;
    Result<AppliedBatch> rehearse(const StagedBatch& batch, std::stop_token stop) override;
    Result<std::vector<AppliedBatch>> applied(WorkspaceId workspace, std::span<const BatchId> ids) override;
    Result<std::vector<NamedMeasure>> own_measures_of(WorkspaceId workspace,
                                                      const std::string& source) override;
    Result<std::optional<Shape>> shape_of(WorkspaceId workspace, const std::string& source) override;
    Result<std::int64_t> highest_acceptance() override;
    Result<std::int64_t> commit_at(WorkspaceId workspace, Timestamp time) override;
    Result<std::int64_t> last_commit_sequence() override;

private:
    Result<CommitGate::Pass> enter_gate();
    Result<void> apply_new(std::span<const StagedBatch* const> batches,
                           std::span<AppliedBatch* const> applied, const Clock& clock,
                           const std::stop_token& stop);
    Result<AppliedBatch> undo_applied(WorkspaceId workspace, AppliedBatch batch, const Clock& clock,
                                      const std::stop_token& stop);
    // From now until the commit nobody is told what was committed by a time. Gives the commit's own.
    Timestamp begin_commit(const Clock& clock, std::unique_lock<std::shared_mutex>& committing);
    void committed(const Commit& commit);

    Connection& writer_;
    ReaderPool& readers_;
    Guard& guard_;
    CheckpointKeeper& checkpoints_;
    CommitGate& gate_;
    Timestamp last_commit_at_{};  // of the apply thread
    std::shared_mutex committing_{};
    std::atomic<std::int64_t> last_sequence_{0};
};

}  // namespace insightflow::duckdb
