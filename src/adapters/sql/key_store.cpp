#include "adapters/sql/key_store.hpp"

#include "adapters/sql/access_rows.hpp"

namespace insightflow::sql {

Result<std::vector<StoredKey>> SqlKeyStore::list(WorkspaceId workspace) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<StoredKey>> {
        const Integer tenant = workspace.value;
        return select<KeyRow>(
            session,
            "SELECT " + key_columns + " FROM api_key WHERE workspace_id = :workspace ORDER BY id DESC",
            tenant);
    });
}

Result<void> SqlKeyStore::insert(const StoredKey& key, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = key.workspace.value;
        const Integer count = select_number(
            session, "SELECT count(*) FROM api_key WHERE workspace_id = :workspace AND revoked_at_us IS NULL",
            tenant);
        if (count >= static_cast<Integer>(keys_max))
            return Error{
                ErrorCode::conflict,
                "The workspace has " + std::to_string(keys_max) + " keys already: revoke some first.",
                {}};
        const std::string scopes = scopes_text(key.permissions);
        const Integer created_at = microseconds(key.created_at);
        Nullable<Integer> expires_at = microseconds(key.expires_at);
        session
            << "INSERT INTO api_key (id, hash, label, workspace_id, scopes, created_by, created_at_us, "
               "expires_at_us) VALUES (:id, :hash, :label, :workspace, :scopes, :created_by, :created_at, "
               ":expires_at)",
            soci::use(key.id), soci::use(key.hash), soci::use(key.label), soci::use(tenant),
            soci::use(scopes), soci::use(key.created_by), soci::use(created_at),
            soci::use(expires_at.value, expires_at.indicator);
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlKeyStore::revoke(WorkspaceId workspace, const std::string& id, Timestamp now,
                                 const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = workspace.value;
        const Integer now_us = microseconds(now);
        const auto revoked = change(session,
                                    "UPDATE api_key SET revoked_at_us = :now WHERE id = :id AND "
                                    "workspace_id = :workspace AND revoked_at_us IS NULL",
                                    now_us, id, tenant);
        if (revoked == 0) return not_found("There is no such key.");
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlKeyStore::note_use(std::span<const std::pair<std::string, Timestamp>> uses) {
    if (uses.empty()) return {};
    return connections_.write([&](soci::session& session) -> Result<void> {
        for (const auto& [id, at] : uses) {
            const Integer at_us = microseconds(at);
            change(session, "UPDATE api_key SET last_used_at_us = :at WHERE id = :id", at_us, id);
        }
        return {};
    });
}

}  // namespace insightflow::sql
