#include "adapters/sql/migrations.hpp"

#include "adapters/sql/session.hpp"

namespace insightflow::sql {
namespace {

const Migration intake_and_keys{
    R"(CREATE TABLE workspace (
        id BIGINT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE))",
    R"(INSERT INTO workspace (id, name) VALUES (1, 'default'))",

    R"(CREATE TABLE api_key (
        hash TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        role TEXT NOT NULL,
        created_at_us BIGINT NOT NULL))",

    // AUTOINCREMENT, unlike a plain key, never gives a number again.
    R"(CREATE TABLE intake (
        acceptance INTEGER PRIMARY KEY AUTOINCREMENT,
        batch_id TEXT NOT NULL UNIQUE,
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        state TEXT NOT NULL,
        format TEXT NOT NULL,
        source TEXT NOT NULL,
        platform TEXT,
        collisions TEXT NOT NULL,
        value_per_conversion_micros BIGINT,
        currency TEXT NOT NULL,
        time_zone TEXT NOT NULL,
        normaliser_version BIGINT NOT NULL,
        body_bytes BIGINT NOT NULL,
        body_hash TEXT NOT NULL,
        sent_by TEXT NOT NULL,
        received_at_us BIGINT NOT NULL,
        finished_at_us BIGINT,
        attempts BIGINT NOT NULL DEFAULT 0,
        rows_received BIGINT NOT NULL DEFAULT 0,
        rows_accepted BIGINT NOT NULL DEFAULT 0,
        rows_rejected BIGINT NOT NULL DEFAULT 0,
        rows_added BIGINT NOT NULL DEFAULT 0,
        rows_restated BIGINT NOT NULL DEFAULT 0,
        rows_unchanged BIGINT NOT NULL DEFAULT 0,
        rows_folded BIGINT NOT NULL DEFAULT 0,
        rows_stale BIGINT NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        identical_to TEXT))",
    R"(CREATE INDEX intake_by_workspace ON intake (workspace_id, acceptance))",
    R"(CREATE INDEX intake_by_source ON intake (workspace_id, source, acceptance))",
    R"(CREATE INDEX intake_by_body ON intake (workspace_id, body_hash, acceptance))",
    R"(CREATE INDEX intake_unfinished ON intake (acceptance) WHERE state IN ('queued', 'loading'))",

    R"(CREATE TABLE idempotency_key (
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        request_key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        batch_id TEXT NOT NULL REFERENCES intake (batch_id),
        expires_at_us BIGINT NOT NULL,
        PRIMARY KEY (workspace_id, request_key)))",
    R"(CREATE INDEX idempotency_key_by_expiry ON idempotency_key (expires_at_us))",

    R"(CREATE TABLE reject (
        batch_id TEXT NOT NULL REFERENCES intake (batch_id),
        row_number BIGINT NOT NULL,
        line BIGINT NOT NULL,
        PRIMARY KEY (batch_id, row_number)))",
    R"(CREATE TABLE reject_fault (
        batch_id TEXT NOT NULL,
        row_number BIGINT NOT NULL,
        position BIGINT NOT NULL,
        field TEXT NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (batch_id, row_number, position),
        FOREIGN KEY (batch_id, row_number) REFERENCES reject (batch_id, row_number) ON DELETE CASCADE))",
};

// Users, sessions and the audit log. Keys made by the first version are gone: their table had no id for them,
// and the operator's key does not stand in it.
const Migration accounts_and_audit{
    R"(ALTER TABLE workspace ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC')",
    R"(ALTER TABLE workspace ADD COLUMN currency TEXT NOT NULL DEFAULT 'USD')",
    R"(ALTER TABLE workspace ADD COLUMN created_at_us BIGINT NOT NULL DEFAULT 0)",

    R"(DROP TABLE api_key)",
    R"(CREATE TABLE api_key (
        id TEXT PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        label TEXT NOT NULL,
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        scopes TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at_us BIGINT NOT NULL,
        expires_at_us BIGINT,
        last_used_at_us BIGINT,
        revoked_at_us BIGINT))",
    R"(CREATE INDEX api_key_by_workspace ON api_key (workspace_id, id))",

    R"(CREATE TABLE account (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        created_at_us BIGINT NOT NULL))",
    R"(CREATE TABLE member (
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        role TEXT NOT NULL,
        PRIMARY KEY (workspace_id, account_id)))",
    R"(CREATE INDEX member_by_account ON member (account_id))",

    R"(CREATE TABLE login_session (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        generation BIGINT NOT NULL,
        opened_at_us BIGINT NOT NULL,
        expires_at_us BIGINT NOT NULL,
        closed_at_us BIGINT))",
    R"(CREATE INDEX login_session_by_account ON login_session (account_id, id))",
    R"(CREATE INDEX login_session_by_end ON login_session (closed_at_us))",

    R"(CREATE TABLE signing_key (
        id TEXT PRIMARY KEY,
        sealed TEXT NOT NULL,
        created_at_us BIGINT NOT NULL,
        believed_until_us BIGINT))",

    // One row; moves with every change of who may do what.
    R"(CREATE TABLE access_version (version BIGINT NOT NULL))",
    R"(INSERT INTO access_version (version) VALUES (1))",

    R"(CREATE TABLE audit_event (
        sequence BIGINT PRIMARY KEY,
        workspace_id BIGINT,
        at_us BIGINT NOT NULL,
        actor TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        actor_label TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        detail TEXT NOT NULL,
        remote TEXT NOT NULL,
        request_id TEXT NOT NULL,
        hash TEXT NOT NULL))",
    R"(CREATE INDEX audit_event_by_workspace ON audit_event (workspace_id, sequence))",
    // One row: the last event.
    R"(CREATE TABLE audit_head (sequence BIGINT NOT NULL, hash TEXT NOT NULL, seal TEXT NOT NULL))",
    R"(INSERT INTO audit_head (sequence, hash, seal) VALUES (0, '', ''))",
};

// Batches that are undone: a state that an older program does not know.
const Migration undone_batches{
    R"(CREATE INDEX intake_undone ON intake (acceptance) WHERE state = 'undone')",
};

const Migration versions_and_completeness{
    R"(ALTER TABLE intake ADD COLUMN version_column TEXT)",
    R"(ALTER TABLE intake ADD COLUMN complete_for TEXT)",
};

// Attempts with numbers that never come again, undos that may fail, and how long each stage took.
const Migration life_of_batches{
    R"(ALTER TABLE intake ADD COLUMN attempt BIGINT NOT NULL DEFAULT 0)",
    R"(ALTER TABLE intake ADD COLUMN undo_attempts BIGINT NOT NULL DEFAULT 0)",
    R"(ALTER TABLE intake ADD COLUMN waiting_us BIGINT)",
    R"(ALTER TABLE intake ADD COLUMN reading_us BIGINT)",
    R"(ALTER TABLE intake ADD COLUMN staged_us BIGINT)",
    R"(ALTER TABLE intake ADD COLUMN applying_us BIGINT)",
    R"(CREATE INDEX intake_by_state ON intake (workspace_id, state, acceptance))",
};

const Migration ways_of_writing{
    // column_choices: a line HEADING=FIELD each.
    R"(ALTER TABLE intake ADD COLUMN column_choices TEXT)",
    R"(ALTER TABLE intake ADD COLUMN decimal_mark TEXT)",
    R"(ALTER TABLE intake ADD COLUMN date_order TEXT)",
    R"(ALTER TABLE intake ADD COLUMN spread TEXT NOT NULL DEFAULT 'none')",
};

const Migration profiles{
    R"(ALTER TABLE intake ADD COLUMN profile TEXT)",
    R"(ALTER TABLE intake ADD COLUMN profile_version BIGINT NOT NULL DEFAULT 0)",
    // Every version is kept: batches were read by it. text: JSON.
    R"(CREATE TABLE profile (
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        name TEXT NOT NULL,
        version BIGINT NOT NULL,
        text TEXT NOT NULL,
        saved_at_us BIGINT NOT NULL,
        is_current INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, name, version)))",
};

// Reference rates against one base for each workspace, and what its answers are converted into.
const Migration rates_and_reporting_currency{
    R"(ALTER TABLE workspace ADD COLUMN reporting_currency TEXT)",
    R"(CREATE TABLE fx_rate (
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        day TEXT NOT NULL,
        currency TEXT NOT NULL,
        base TEXT NOT NULL,
        rate TEXT NOT NULL,
        PRIMARY KEY (workspace_id, day, currency)))",
    R"(CREATE INDEX fx_rate_by_currency ON fx_rate (workspace_id, currency, day))",
};

// What a source's batches take where they say nothing else. account_settings, of a source and frozen in an
// intake: a line each, CURRENCY ZONE ACCOUNT, '-' where one of the first two is not set.
const Migration source_settings{
    R"(CREATE TABLE source_setting (
        workspace_id BIGINT NOT NULL REFERENCES workspace (id),
        source TEXT NOT NULL,
        platform TEXT,
        currency TEXT,
        time_zone TEXT,
        value_per_conversion_micros BIGINT,
        account_settings TEXT,
        changed_at_us BIGINT NOT NULL,
        PRIMARY KEY (workspace_id, source)))",
    R"(ALTER TABLE intake ADD COLUMN account_settings TEXT)",
};

// profile_by_source: the settings of the batch's source named the profile.
const Migration profiles_of_sources{
    R"(ALTER TABLE source_setting ADD COLUMN profile TEXT)",
    R"(ALTER TABLE intake ADD COLUMN profile_by_source BIGINT NOT NULL DEFAULT 0)",
};

// promotions, of a source and frozen in an intake: a line each, AS NAME HEADING.
const Migration promoted_columns{
    R"(ALTER TABLE source_setting ADD COLUMN promotions TEXT)",
    R"(ALTER TABLE intake ADD COLUMN promotions TEXT)",
};

Integer count_of_tables(soci::session& session, const std::string& condition) {
    Integer count = 0;
    session << "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND " + condition, soci::into(count);
    return count;
}

Integer current_version(soci::session& session) {
    Integer version = 0;
    session << "SELECT coalesce(max(version), 0) FROM schema_version", soci::into(version);
    return version;
}

}  // namespace

const std::vector<Migration>& migrations() {
    static const std::vector<Migration> list{
        intake_and_keys, accounts_and_audit,  undone_batches,  versions_and_completeness,
        life_of_batches, ways_of_writing,     profiles,        rates_and_reporting_currency,
        source_settings, profiles_of_sources, promoted_columns};
    return list;
}

Result<void> check_schema(soci::session& session, std::span<const Migration> list) {
    if (count_of_tables(session, "name = 'schema_version'") == 0) {
        if (count_of_tables(session, "name NOT LIKE 'sqlite_%'") != 0)
            return invalid_argument("It is a database of another program.");
        return {};
    }
    const Integer version = current_version(session);
    if (version <= static_cast<Integer>(list.size())) return {};
    return Error{ErrorCode::conflict, "It was written by a newer version of InsightFlow (schema " +
                                          std::to_string(version) + ", this one knows up to " +
                                          std::to_string(list.size()) +
                                          "): use that version or a newer one."};
}

Result<void> migrate(soci::session& session, std::span<const Migration> list) {
    if (auto fits = check_schema(session, list); !fits) return fits;
    session << "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)";
    const auto newest = static_cast<Integer>(list.size());
    while (current_version(session) < newest) {
        Transaction transaction(session, Access::write);
        // Read again under the lock: another process may have come first.
        const Integer next = current_version(session) + 1;
        if (next > newest) break;
        for (const std::string& statement : list[static_cast<std::size_t>(next - 1)]) session << statement;
        session << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(next);
        transaction.commit();
    }
    return check_schema(session, list);
}

}  // namespace insightflow::sql
