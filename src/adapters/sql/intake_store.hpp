// IntakeStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/ingestion/intake_store.hpp"

namespace insightflow::sql {

class SqlIntakeStore final : public IntakeStore {
public:
    explicit SqlIntakeStore(Connections& connections) : connections_(connections) {}

    Result<Accepted> accept(const Intake& intake, const std::optional<IdempotentRequest>& request,
                            Timestamp now, const std::optional<AuditEvent>& event) override;
    Result<std::optional<Intake>> find(WorkspaceId workspace, const BatchId& id) override;
    Result<std::vector<Intake>> list(WorkspaceId workspace, const IntakeFilter& filter,
                                     std::optional<std::int64_t> before, std::size_t limit) override;
    Result<std::vector<Intake>> unfinished() override;
    Result<std::vector<Intake>> in_state(IntakeState state, std::int64_t after, std::size_t limit) override;
    Result<Attempt> begin_attempt(const BatchId& id) override;
    Result<bool> is_current(const BatchId& id, std::int64_t attempt) override;
    Result<void> requeue(const BatchId& id, std::int64_t attempt) override;
    Result<void> save_rejects(const BatchId& id, std::int64_t attempt,
                              const std::vector<Reject>& rejects) override;
    Result<void> finish(const BatchId& id, std::int64_t attempt, const BatchEnd& end, Timestamp now) override;
    Result<void> finish_applied(std::span<const AppliedAttempt> attempts, Timestamp now) override;
    Result<Intake> retry(WorkspaceId workspace, const BatchId& id, const AuditEvent& event) override;
    Result<Intake> begin_undo(WorkspaceId workspace, const BatchId& id, Timestamp now,
                              const AuditEvent& event) override;
    Result<int> begin_undo_attempt(const BatchId& id) override;
    Result<void> fail_undo(const BatchId& id, const std::string& error) override;
    Result<std::int64_t> highest_acceptance() override;
    Result<std::vector<Intake>> find_all(std::span<const BatchId> ids) override;
    Result<std::vector<BatchId>> without_intake(std::span<const BatchId> ids) override;
    Result<std::vector<Reject>> rejects(WorkspaceId workspace, const BatchId& id, std::uint64_t after_row,
                                        std::size_t limit) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
