// Port: the transactional record of what was taken in: intakes with their frozen options, jobs, rejects,
// idempotency keys.
#pragma once

#include <chrono>
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
    undo_failed,  // somebody took it back, and the fact store could not: it still counts; error says why
};

// How long a batch was in each stage of its last attempt. waiting: from its receipt to the attempt's begin.
// reading: reading and checking. staged: checked, in the line of the apply thread.
// Attempts that processes begun and did not end after which a batch is loaded alone.
inline constexpr int attempts_of_a_suspect = 2;

struct StageTimes {
    std::chrono::microseconds waiting{};
    std::chrono::microseconds reading{};
    std::chrono::microseconds staged{};
    std::chrono::microseconds applying{};
    friend bool operator==(const StageTimes&, const StageTimes&) = default;
};

// A try to load a batch. number names it: it goes up with each of a batch and is never given again, so that
// what a try writes late cannot take the place of what came after it. count: the tries that count.
struct Attempt {
    std::int64_t number = 0;
    int count = 0;
    friend bool operator==(const Attempt&, const Attempt&) = default;
};

// How a batch came to its end. outcomes and error are for rejected and failed ones.
struct BatchEnd {
    IntakeState state = IntakeState::done;
    RowOutcomes outcomes{};
    std::string error{};
    std::optional<StageTimes> times{};
};

// A batch that the fact store has applied, and the attempt that brought it there.
struct AppliedAttempt {
    BatchId batch_id{};
    std::int64_t attempt = 0;
    RowOutcomes outcomes{};
    StageTimes times{};
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
    int attempts = 0;          // tries that count
    std::int64_t attempt = 0;  // number of the last one; 0 before the first
    int undo_attempts = 0;
    std::optional<StageTimes> times{};  // of a batch at its end, where they are known
    RowOutcomes outcomes{};  // for rejected and failed batches; applied ones have theirs in the fact store
    std::string error{};     // why it is rejected or failed, or its undo is; empty otherwise
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

// Which intakes of a workspace: of one source where given, in one of the states where any is given.
struct IntakeFilter {
    std::optional<std::string> source{};
    std::vector<IntakeState> states{};
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

    // Newest first, at most limit, older than the acceptance number `before` where given.
    virtual Result<std::vector<Intake>> list(WorkspaceId workspace, const IntakeFilter& filter,
                                             std::optional<std::int64_t> before, std::size_t limit) = 0;

    // Intakes of all workspaces that are queued or loading, by acceptance number: what a start has to go on
    // with.
    virtual Result<std::vector<Intake>> unfinished() = 0;

    // Intakes of all workspaces in a state, by acceptance number, after the given one, at most limit.
    virtual Result<std::vector<Intake>> in_state(IntakeState state, std::int64_t after,
                                                 std::size_t limit) = 0;

    // queued -> loading; counts an attempt and names it. conflict where the batch is at its end.
    virtual Result<Attempt> begin_attempt(const BatchId& id) = 0;

    // Whether the batch is being loaded by the attempt of that number: no later one has begun, and nobody
    // took the batch back.
    virtual Result<bool> is_current(const BatchId& id, std::int64_t attempt) = 0;

    // What an attempt says of its batch counts only while it is the batch's last one and the batch is not at
    // its end: the next three answer conflict, and change nothing, where that is not so. Who has begun no
    // attempt gives Intake::attempt as it was read.

    // Back to queued with its attempts forgotten: a graceful stop interrupted it, or the fact store does not
    // have a batch that was done, or whose undo failed. A crash is no reason to call it, for a batch that
    // brings the server down must run out of attempts.
    virtual Result<void> requeue(const BatchId& id, std::int64_t attempt) = 0;

    // Replaces the batch's kept rejects.
    virtual Result<void> save_rejects(const BatchId& id, std::int64_t attempt,
                                      const std::vector<Reject>& rejects) = 0;

    // The state is one of an end: done, rejected or failed.
    virtual Result<void> finish(const BatchId& id, std::int64_t attempt, const BatchEnd& end,
                                Timestamp now) = 0;

    // All of them are done; in one step. A batch of which the attempt has nothing to say stays as it is.
    virtual Result<void> finish_applied(std::span<const AppliedAttempt> attempts, Timestamp now) = 0;

    // rejected or failed -> queued, as if it had not been tried, with the event; gives the intake. It keeps
    // its acceptance number. not_found where the workspace has no such batch; conflict where it is in another
    // state.
    virtual Result<Intake> retry(WorkspaceId workspace, const BatchId& id, const AuditEvent& event) = 0;

    // -> undone, with the event; gives the intake. An undo that failed is begun anew. not_found where the
    // workspace has no such batch; conflict where it is rejected or failed, so that nothing of it counts, or
    // undone already.
    virtual Result<Intake> begin_undo(WorkspaceId workspace, const BatchId& id, Timestamp now,
                                      const AuditEvent& event) = 0;

    // Counts a try to undo the batch in the fact store, and gives their number. conflict where it is not
    // undone.
    virtual Result<int> begin_undo_attempt(const BatchId& id) = 0;

    // undone -> undo_failed. conflict where it is not undone.
    virtual Result<void> fail_undo(const BatchId& id, const std::string& error) = 0;

    // The highest acceptance number given so far, to any workspace; 0 before the first.
    virtual Result<std::int64_t> highest_acceptance() = 0;

    // The intakes of the ids, of all workspaces, in the given order; those that are not known are left out.
    virtual Result<std::vector<Intake>> find_all(std::span<const BatchId> ids) = 0;

    // Those of the ids that no intake of any workspace has, in the given order.
    virtual Result<std::vector<BatchId>> without_intake(std::span<const BatchId> ids) = 0;

    // Kept rejects by row number, after the given row, at most limit.
    virtual Result<std::vector<Reject>> rejects(WorkspaceId workspace, const BatchId& id,
                                                std::uint64_t after_row, std::size_t limit) = 0;
};

inline constexpr int idempotency_days = 7;

}  // namespace insightflow
