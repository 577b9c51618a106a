// The part of the ledger that says how far a batch is: attempts, ends, and what people ask for afterwards.
#include <array>

#include "adapters/sql/intake_row.hpp"
#include "adapters/sql/intake_store.hpp"
#include "adapters/sql/reject_rows.hpp"
#include "application/ingestion/names.hpp"

namespace insightflow::sql {
namespace {

Error no_such_batch() { return not_found("There is no such batch."); }

// After an update of what an attempt may still say.
Result<void> changed_or_superseded(soci::session& session, const BatchId& id) {
    if (session.got_data()) return {};
    if (!select_intake(session, "WHERE batch_id = :id", id)) return no_such_batch();
    return Error{ErrorCode::conflict,
                 "This attempt has nothing to say any more: the batch is at its end, was taken back, or is "
                 "in a later attempt."};
}

Error not_being_undone() { return {ErrorCode::conflict, "This batch is not being undone."}; }

// Only for the last attempt of a batch that is not at its end.
const std::string if_unfinished =
    " WHERE batch_id = :id AND attempt = :attempt AND state IN ('queued', 'loading')";

const std::string as_untried =
    "state = 'queued', attempts = 0, finished_at_us = NULL, error = '', rows_received = 0, "
    "rows_accepted = 0, rows_rejected = 0, rows_added = 0, rows_restated = 0, rows_unchanged = 0, "
    "rows_folded = 0, rows_stale = 0, waiting_us = NULL, reading_us = NULL, staged_us = NULL, "
    "applying_us = NULL";

std::array<Nullable<Integer>, 4> stage_columns(const std::optional<StageTimes>& times) {
    std::array<Nullable<Integer>, 4> columns{};
    if (!times) return columns;
    const std::array stages{times->waiting, times->reading, times->staged, times->applying};
    for (std::size_t i = 0; i < stages.size(); ++i)
        columns[i] = Nullable<Integer>(std::optional<Integer>(stages[i].count()));
    return columns;
}

// The session has no data afterwards where the attempt has nothing to say.
void end_attempt(soci::session& session, const BatchId& id, std::int64_t attempt, const BatchEnd& end,
                 Timestamp now) {
    const std::string state_name(name_of(end.state));
    const Integer number = attempt;
    const Integer finished_at = microseconds(now);
    const std::array<Integer, 8> rows{end.outcomes.received, end.outcomes.accepted, end.outcomes.rejected,
                                      end.outcomes.added,    end.outcomes.restated, end.outcomes.unchanged,
                                      end.outcomes.folded,   end.outcomes.stale};
    auto times = stage_columns(end.times);
    std::string changed;
    session << "UPDATE intake SET state = :state, finished_at_us = :now, error = :error, "
               "rows_received = :received, rows_accepted = :accepted, rows_rejected = :rejected, "
               "rows_added = :added, rows_restated = :restated, rows_unchanged = :unchanged, "
               "rows_folded = :folded, rows_stale = :stale, waiting_us = :waiting, "
               "reading_us = :reading, staged_us = :staged, applying_us = :applying" +
                   if_unfinished + " RETURNING batch_id",
        soci::use(state_name), soci::use(finished_at), soci::use(end.error), soci::use(rows[0]),
        soci::use(rows[1]), soci::use(rows[2]), soci::use(rows[3]), soci::use(rows[4]), soci::use(rows[5]),
        soci::use(rows[6]), soci::use(rows[7]), soci::use(times[0].value, times[0].indicator),
        soci::use(times[1].value, times[1].indicator), soci::use(times[2].value, times[2].indicator),
        soci::use(times[3].value, times[3].indicator), soci::use(id), soci::use(number), soci::into(changed);
}

}  // namespace

Result<Attempt> SqlIntakeStore::begin_attempt(const BatchId& id) {
    return connections_.write_together([&](soci::session& session) -> Result<Attempt> {
        Integer number = 0;
        Integer count = 0;
        session << "UPDATE intake SET state = 'loading', attempts = attempts + 1, attempt = attempt + 1 "
                   "WHERE batch_id = :id AND state IN ('queued', 'loading') RETURNING attempt, attempts",
            soci::use(id), soci::into(number), soci::into(count);
        if (session.got_data()) return Attempt{number, static_cast<int>(count)};
        if (!select_intake(session, "WHERE batch_id = :id", id)) return no_such_batch();
        return Error{ErrorCode::conflict, "This batch is at its end."};
    });
}

Result<bool> SqlIntakeStore::is_current(const BatchId& id, std::int64_t attempt) {
    return connections_.read([&](soci::session& session) -> Result<bool> {
        const Integer number = attempt;
        return select_number(session,
                             "SELECT count(*) FROM intake WHERE batch_id = :id AND attempt = :attempt "
                             "AND state = 'loading'",
                             id, number) == 1;
    });
}

Result<void> SqlIntakeStore::requeue(const BatchId& id, std::int64_t attempt) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer number = attempt;
        std::string changed;
        session << "UPDATE intake SET " + as_untried +
                       " WHERE batch_id = :id AND attempt = :attempt "
                       "AND state IN ('queued', 'loading', 'done', 'undo_failed') RETURNING batch_id",
            soci::use(id), soci::use(number), soci::into(changed);
        return changed_or_superseded(session, id);
    });
}

Result<void> SqlIntakeStore::save_rejects(const BatchId& id, std::int64_t attempt,
                                          const std::vector<Reject>& rejects) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer number = attempt;
        std::string found;
        session << "SELECT batch_id FROM intake" + if_unfinished, soci::use(id), soci::use(number),
            soci::into(found);
        if (const auto current = changed_or_superseded(session, id); !current) return current;
        replace_rejects(session, id, rejects);
        return {};
    });
}

Result<void> SqlIntakeStore::finish(const BatchId& id, std::int64_t attempt, const BatchEnd& end,
                                    Timestamp now) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        end_attempt(session, id, attempt, end, now);
        return changed_or_superseded(session, id);
    });
}

Result<void> SqlIntakeStore::finish_applied(std::span<const AppliedAttempt> attempts, Timestamp now) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        for (const auto& [id, attempt, outcomes, times] : attempts)
            end_attempt(session, id, attempt, {IntakeState::done, outcomes, {}, times}, now);
        return {};
    });
}

Result<Intake> SqlIntakeStore::retry(WorkspaceId workspace, const BatchId& id, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<Intake> {
        const Integer tenant = workspace.value;
        const auto found =
            select_intake(session, "WHERE batch_id = :id AND workspace_id = :workspace", id, tenant);
        if (!found) return no_such_batch();
        if (found->state != IntakeState::failed && found->state != IntakeState::rejected)
            return Error{ErrorCode::conflict, "Only a batch that failed or was rejected is tried again."};
        session << "UPDATE intake SET " + as_untried + " WHERE batch_id = :id", soci::use(id);
        replace_rejects(session, id, {});
        connections_.record(session, event);
        return *select_intake(session, "WHERE batch_id = :id", id);
    });
}

Result<Intake> SqlIntakeStore::begin_undo(WorkspaceId workspace, const BatchId& id, Timestamp now,
                                          const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<Intake> {
        const Integer tenant = workspace.value;
        const auto found =
            select_intake(session, "WHERE batch_id = :id AND workspace_id = :workspace", id, tenant);
        if (!found) return no_such_batch();
        if (found->state == IntakeState::undone)
            return Error{ErrorCode::conflict, "This batch is undone already."};
        if (found->state == IntakeState::rejected || found->state == IntakeState::failed)
            return Error{ErrorCode::conflict, "Nothing of this batch counts: there is nothing to undo."};
        const Integer finished_at = microseconds(now);
        session << "UPDATE intake SET state = 'undone', finished_at_us = :now, error = '', undo_attempts = 0 "
                   "WHERE batch_id = :id",
            soci::use(finished_at), soci::use(id);
        connections_.record(session, event);
        return *select_intake(session, "WHERE batch_id = :id", id);
    });
}

Result<int> SqlIntakeStore::begin_undo_attempt(const BatchId& id) {
    return connections_.write([&](soci::session& session) -> Result<int> {
        Integer attempts = 0;
        session << "UPDATE intake SET undo_attempts = undo_attempts + 1 "
                   "WHERE batch_id = :id AND state = 'undone' RETURNING undo_attempts",
            soci::use(id), soci::into(attempts);
        if (session.got_data()) return static_cast<int>(attempts);
        if (!select_intake(session, "WHERE batch_id = :id", id)) return no_such_batch();
        return not_being_undone();
    });
}

Result<void> SqlIntakeStore::fail_undo(const BatchId& id, const std::string& error) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        std::string changed;
        session << "UPDATE intake SET state = 'undo_failed', error = :error "
                   "WHERE batch_id = :id AND state = 'undone' RETURNING batch_id",
            soci::use(error), soci::use(id), soci::into(changed);
        if (session.got_data()) return {};
        if (!select_intake(session, "WHERE batch_id = :id", id)) return no_such_batch();
        return not_being_undone();
    });
}

}  // namespace insightflow::sql
