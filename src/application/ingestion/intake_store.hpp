// Port: the transactional record of what was taken in: intakes with their frozen options, jobs, rejects,
// idempotency keys.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "application/accounts/audit.hpp"
#include "application/ingestion/batch_reader.hpp"
#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/batch_report.hpp"

namespace insightflow {

// What is known of a batch on the transactional side. `applied` is not among the states: that is told by the
// fact store alone.
enum class IntakeState : std::uint8_t {
    queued,    // taken in, waiting for a worker
    loading,   // a worker reads it or it waits for the apply thread
    done,      // handed to the fact store, which has it
    rejected,  // no row was accepted, or the batch as a whole was refused
    failed,    // could not be processed; error says why
    undone,  // somebody took it back: it is not loaded any more, and the fact store undoes it where it has it
};

struct SpooledBody {
    std::uint64_t bytes = 0;
    std::string hash{};  // hex of BLAKE2b-256 of the body's bytes
};

struct Intake {
    WorkspaceId workspace{};
    BatchId batch_id{};
    std::int64_t acceptance = 0;
    IntakeState state = IntakeState::queued;
    BodyFormat format = BodyFormat::json;
    BatchOptions options{};
    int normaliser_version = 0;
    SpooledBody body{};
    std::string sent_by{};  // label of the key that sent it
    Timestamp received_at{};
    std::optional<Timestamp> finished_at{};
    int attempts = 0;
    RowOutcomes outcomes{};  // for rejected and failed batches; applied ones have theirs in the fact store
    std::string error{};     // for rejected and failed batches: why; empty otherwise
    std::optional<BatchId> identical_to{};  // an earlier batch of the workspace with the same bytes
};

// A request that carries an Idempotency-Key. fingerprint covers the body and the options.
struct IdempotentRequest {
    std::string key{};
    std::string fingerprint{};
};

// Answer of accept: the new intake, or the one that the same idempotent request made before.
struct Accepted {
    Intake intake{};
    bool repeated = false;
};

class IntakeStore {
public:
    virtual ~IntakeStore() = default;

    // Records the intake durably (fsync) and gives it the next acceptance number; with a known idempotency
    // key of the same fingerprint the first intake comes back instead, with another fingerprint
    // unprocessable. Keys are forgotten idempotency_days after `now`. event, where there is one, is
    // recorded with a new intake.
    virtual Result<Accepted> accept(const Intake& intake, const std::optional<IdempotentRequest>& request,
                                    Timestamp now, const std::optional<AuditEvent>& event) = 0;

    virtual Result<std::optional<Intake>> find(WorkspaceId workspace, const BatchId& id) = 0;

    // Newest first, at most limit, older than the acceptance number `before` where given; of one source where
    // given.
    virtual Result<std::vector<Intake>> list(WorkspaceId workspace, const std::optional<std::string>& source,
                                             std::optional<std::int64_t> before, std::size_t limit) = 0;

    // Intakes of all workspaces that are queued or loading, by acceptance number: what a start has to go on
    // with.
    virtual Result<std::vector<Intake>> unfinished() = 0;

    // Intakes of all workspaces in a state, by acceptance number, after the given one, at most limit.
    virtual Result<std::vector<Intake>> in_state(IntakeState state, std::int64_t after,
                                                 std::size_t limit) = 0;

    // queued -> loading; counts an attempt and gives the number of attempts so far. conflict where the batch
    // is at its end.
    virtual Result<int> begin_attempt(const BatchId& id) = 0;

    // -> undone, for ever, with the event; gives the intake. not_found where the workspace has no such batch;
    // conflict where it is rejected or failed, so that nothing of it counts, or undone already.
    virtual Result<Intake> begin_undo(WorkspaceId workspace, const BatchId& id, Timestamp now,
                                      const AuditEvent& event) = 0;

    // Back to queued with its attempts forgotten: a graceful stop interrupted it, or the fact store does not
    // have a batch that was done. A crash is no reason to call it, for a batch that brings the server down
    // must run out of attempts. One that is undone stays so.
    virtual Result<void> requeue(const BatchId& id) = 0;

    // Replaces the batch's kept rejects.
    virtual Result<void> save_rejects(const BatchId& id, const std::vector<Reject>& rejects) = 0;

    // A state at the end, with outcomes and error for rejected and failed ones. One that is undone stays so.
    virtual Result<void> finish(const BatchId& id, IntakeState state, const RowOutcomes& outcomes,
                                const std::string& error, Timestamp now) = 0;

    // The highest acceptance number given so far, to any workspace; 0 before the first.
    virtual Result<std::int64_t> highest_acceptance() = 0;

    // Those of the ids that no intake of any workspace has, in the given order.
    virtual Result<std::vector<BatchId>> without_intake(std::span<const BatchId> ids) = 0;

    // Kept rejects by row number, after the given row, at most limit.
    virtual Result<std::vector<Reject>> rejects(WorkspaceId workspace, const BatchId& id,
                                                std::uint64_t after_row, std::size_t limit) = 0;
};

inline constexpr int idempotency_days = 7;

}  // namespace insightflow
