#include "adapters/sql/intake_store.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "adapters/sql/intake_row.hpp"
#include "adapters/sql/reject_rows.hpp"
#include "application/ingestion/names.hpp"
#include "domain/ingestion/completeness.hpp"

namespace insightflow::sql {
namespace {

// Large enough for every answer, and within what LIMIT takes.
Integer limited(std::size_t limit) { return static_cast<Integer>(std::min<std::size_t>(limit, 1'000'000)); }

Error no_such_batch() { return not_found("There is no such batch."); }

// The names of one to three states, some perhaps twice.
std::array<std::string, 3> three_names(const std::vector<IntakeState>& states) {
    assert(states.size() <= 3);
    std::array<std::string, 3> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = name_of(states[std::min(i, states.size() - 1)]);
    return names;
}

// The intake that the key belongs to, where the key has not expired; unprocessable where it was another
// request's.
Result<std::optional<Intake>> known_request(soci::session& session, WorkspaceId workspace,
                                            const IdempotentRequest& request, Timestamp now) {
    const Integer tenant = workspace.value;
    const Integer now_us = microseconds(now);
    std::string fingerprint;
    std::string batch_id;
    session << "SELECT fingerprint, batch_id FROM idempotency_key "
               "WHERE workspace_id = :workspace AND request_key = :key AND expires_at_us > :now",
        soci::use(tenant), soci::use(request.key), soci::use(now_us), soci::into(fingerprint),
        soci::into(batch_id);
    if (!session.got_data()) return std::nullopt;
    if (fingerprint != request.fingerprint)
        return Error{ErrorCode::unprocessable,
                     "This Idempotency-Key was used before with another body or other options (batch " +
                         batch_id + "): use a new key for a new batch.",
                     {}};
    return select_intake(session, "WHERE batch_id = :id", batch_id);
}

std::optional<BatchId> newest_with_body(soci::session& session, const Intake& intake) {
    const Integer tenant = intake.workspace.value;
    std::string batch_id;
    session << "SELECT batch_id FROM intake WHERE workspace_id = :workspace AND body_hash = :hash AND state "
               "NOT IN ('failed', 'undone') "
               "ORDER BY acceptance DESC LIMIT 1",
        soci::use(tenant), soci::use(intake.body.hash), soci::into(batch_id);
    if (!session.got_data()) return std::nullopt;
    return batch_id;
}

// A line each; nullopt where there is none. A heading with a line break keeps it as a blank, which is the
// same in a heading.
std::optional<std::string> text_of(const std::vector<ColumnChoice>& choices) {
    std::string text;
    for (const ColumnChoice& choice : choices) {
        std::string line = insightflow::text_of(choice);
        std::ranges::replace(line, '\n', ' ');
        text += (text.empty() ? "" : "\n") + line;
    }
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> told(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

// Gives the acceptance number.
Integer insert_intake(soci::session& session, const Intake& intake) {
    const Integer tenant = intake.workspace.value;
    const std::string state(name_of(intake.state));
    const std::string format(name_of(intake.format));
    const auto& policy = intake.options.collisions;
    const std::string collisions(policy ? name_of(*policy) : "");
    const auto& profile = intake.options.profile;
    Nullable<std::string> profile_name(profile ? std::optional(profile->name) : std::nullopt);
    const Integer profile_version = profile ? profile->version : 0;
    const Integer profile_by_source = profile && profile->by_source ? 1 : 0;
    const Integer normaliser = intake.normaliser_version;
    const auto bytes = static_cast<Integer>(intake.body.bytes);
    const Integer received_at = microseconds(intake.received_at);
    Nullable<std::string> platform(intake.options.platform);
    Nullable<Integer> value_per_conversion(intake.options.value_per_conversion_micros);
    Nullable<std::string> version_column(intake.options.version_column);
    const auto& scope = intake.options.complete_for;
    Nullable<std::string> complete_for(scope ? std::optional(text_of(*scope)) : std::nullopt);
    Nullable<std::string> identical_to(intake.identical_to);
    Nullable<std::string> column_choices(text_of(intake.options.columns));
    const auto& mark = intake.options.conventions.decimal_mark;
    const auto& order = intake.options.conventions.date_order;
    Nullable<std::string> decimal_mark(mark ? std::optional(std::string(name_of(*mark))) : std::nullopt);
    Nullable<std::string> date_order(order ? std::optional(std::string(name_of(*order))) : std::nullopt);
    const std::string spread(name_of(intake.options.spread));
    Nullable<std::string> accounts(told(text_of(intake.options.accounts)));
    Nullable<std::string> promotions(told(lines_of(intake.options.promotions)));
    Integer acceptance = 0;
    session << "INSERT INTO intake (batch_id, workspace_id, state, format, source, platform, collisions, "
               "value_per_conversion_micros, version_column, complete_for, currency, time_zone, "
               "normaliser_version, body_bytes, body_hash, "
               "sent_by, "
               "received_at_us, identical_to, column_choices, decimal_mark, date_order, spread, profile, "
               "profile_version, profile_by_source, account_settings, promotions) VALUES "
               "(:batch_id, "
               ":workspace, :state, :format, :source, "
               ":platform, "
               ":collisions, :value_per_conversion, :version_column, :complete_for, :currency, :time_zone, "
               ":normaliser, :bytes, :hash, :sent_by, "
               ":received_at, :identical_to, :columns, :decimal_mark, :date_order, :spread, :profile, "
               ":profile_version, :profile_by_source, :accounts, :promotions) RETURNING acceptance",
        soci::use(intake.batch_id), soci::use(tenant), soci::use(state), soci::use(format),
        soci::use(intake.options.source), soci::use(platform.value, platform.indicator),
        soci::use(collisions), soci::use(value_per_conversion.value, value_per_conversion.indicator),
        soci::use(version_column.value, version_column.indicator),
        soci::use(complete_for.value, complete_for.indicator), soci::use(intake.options.currency),
        soci::use(intake.options.time_zone), soci::use(normaliser), soci::use(bytes),
        soci::use(intake.body.hash), soci::use(intake.sent_by), soci::use(received_at),
        soci::use(identical_to.value, identical_to.indicator),
        soci::use(column_choices.value, column_choices.indicator),
        soci::use(decimal_mark.value, decimal_mark.indicator),
        soci::use(date_order.value, date_order.indicator), soci::use(spread),
        soci::use(profile_name.value, profile_name.indicator), soci::use(profile_version),
        soci::use(profile_by_source), soci::use(accounts.value, accounts.indicator),
        soci::use(promotions.value, promotions.indicator), soci::into(acceptance);
    return acceptance;
}

void remember_request(soci::session& session, const Intake& intake, const IdempotentRequest& request,
                      Timestamp now) {
    const Integer tenant = intake.workspace.value;
    const Integer now_us = microseconds(now);
    const Integer expires_at = microseconds(now + std::chrono::days{idempotency_days});
    session << "DELETE FROM idempotency_key WHERE expires_at_us <= :now", soci::use(now_us);
    session
        << "INSERT INTO idempotency_key (workspace_id, request_key, fingerprint, batch_id, expires_at_us) "
           "VALUES (:workspace, :key, :fingerprint, :batch_id, :expires_at)",
        soci::use(tenant), soci::use(request.key), soci::use(request.fingerprint), soci::use(intake.batch_id),
        soci::use(expires_at);
}

}  // namespace

Result<Accepted> SqlIntakeStore::accept(const Intake& intake, const std::optional<IdempotentRequest>& request,
                                        Timestamp now, const std::optional<AuditEvent>& event) {
    return connections_.write_together([&](soci::session& session) -> Result<Accepted> {
        if (request) {
            auto known = known_request(session, intake.workspace, *request, now);
            if (!known) return known.error();
            if (*known) return Accepted{std::move(**known), true};
        }
        Intake taken = intake;
        taken.state = IntakeState::queued;
        taken.identical_to = newest_with_body(session, intake);
        taken.acceptance = insert_intake(session, taken);
        if (request) remember_request(session, taken, *request, now);
        if (event) connections_.record(session, *event);
        return Accepted{std::move(taken), false};
    });
}

Result<std::optional<Intake>> SqlIntakeStore::find(WorkspaceId workspace, const BatchId& id) {
    return connections_.read([&](soci::session& session) -> Result<std::optional<Intake>> {
        const Integer tenant = workspace.value;
        return select_intake(session, "WHERE batch_id = :id AND workspace_id = :workspace", id, tenant);
    });
}

Result<std::vector<Intake>> SqlIntakeStore::list(WorkspaceId workspace, const IntakeFilter& filter,
                                                 std::optional<std::int64_t> before, std::size_t limit) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<Intake>> {
        const Integer tenant = workspace.value;
        const Integer below = before.value_or(INT64_MAX);
        const Integer rows = limited(limit);
        const std::string where = "WHERE workspace_id = :workspace ";
        const std::string source = filter.source ? "AND source = :source " : "";
        const std::string order = "AND acceptance < :before ORDER BY acceptance DESC LIMIT :rows";
        if (filter.states.empty()) {
            if (!filter.source) return select_intakes(session, where + order, tenant, below, rows);
            return select_intakes(session, where + source + order, tenant, *filter.source, below, rows);
        }
        const auto [one, two, three] = three_names(filter.states);
        const std::string of_states = "AND state IN (:one, :two, :three) ";
        if (!filter.source)
            return select_intakes(session, where + of_states + order, tenant, one, two, three, below, rows);
        return select_intakes(session, where + source + of_states + order, tenant, *filter.source, one, two,
                              three, below, rows);
    });
}

Result<std::vector<Intake>> SqlIntakeStore::unfinished() {
    return connections_.read([&](soci::session& session) -> Result<std::vector<Intake>> {
        return select_intakes(session, "WHERE state IN ('queued', 'loading') ORDER BY acceptance");
    });
}

Result<std::vector<Intake>> SqlIntakeStore::in_state(IntakeState state, std::int64_t after,
                                                     std::size_t limit) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<Intake>> {
        const std::string state_name(name_of(state));
        const Integer above = after;
        const Integer rows = limited(limit);
        return select_intakes(session,
                              "WHERE state = :state AND acceptance > :after ORDER BY acceptance LIMIT :rows",
                              state_name, above, rows);
    });
}

Result<std::int64_t> SqlIntakeStore::highest_acceptance() {
    return connections_.read([](soci::session& session) -> Result<std::int64_t> {
        Integer highest = 0;
        session << "SELECT coalesce(max(acceptance), 0) FROM intake", soci::into(highest);
        return std::int64_t{highest};
    });
}

Result<std::vector<Intake>> SqlIntakeStore::find_all(std::span<const BatchId> ids) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<Intake>> {
        std::vector<Intake> found;
        for (const BatchId& id : ids)
            if (auto intake = select_intake(session, "WHERE batch_id = :id", id))
                found.push_back(std::move(*intake));
        return found;
    });
}

Result<std::vector<BatchId>> SqlIntakeStore::without_intake(std::span<const BatchId> ids) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<BatchId>> {
        std::string id;
        Integer count = 0;
        soci::statement statement = (session.prepare << "SELECT count(*) FROM intake WHERE batch_id = :id",
                                     soci::use(id), soci::into(count));
        std::vector<BatchId> missing;
        for (const BatchId& wanted : ids) {
            id = wanted;
            statement.execute(true);
            if (count == 0) missing.push_back(wanted);
        }
        return missing;
    });
}

Result<std::vector<Reject>> SqlIntakeStore::rejects(WorkspaceId workspace, const BatchId& id,
                                                    std::uint64_t after_row, std::size_t limit) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<Reject>> {
        const Integer tenant = workspace.value;
        if (!select_intake(session, "WHERE batch_id = :id AND workspace_id = :workspace", id, tenant))
            return no_such_batch();
        return select_rejects(session, id, after_row, limited(limit));
    });
}

}  // namespace insightflow::sql
