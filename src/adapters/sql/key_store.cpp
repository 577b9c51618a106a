#include "adapters/sql/key_store.hpp"

#include <stdexcept>

#include "adapters/sql/intake_row.hpp"

namespace insightflow::sql {
namespace {

std::string role_name(Role role) { return role == Role::editor ? "editor" : "viewer"; }

Role stored_role(const std::string& name) {
    if (name == "editor") return Role::editor;
    if (name == "viewer") return Role::viewer;
    throw std::runtime_error("the api_key table holds an unknown role: " + name);
}

}  // namespace

Result<std::vector<StoredKey>> SqlKeyStore::all() {
    return connections_.read([](soci::session& session) -> Result<std::vector<StoredKey>> {
        StoredKey key;
        Integer tenant = 0;
        std::string role;
        Integer created_at = 0;
        soci::statement statement =
            (session.prepare << "SELECT hash, label, workspace_id, role, created_at_us FROM api_key "
                                "ORDER BY created_at_us, hash",
             soci::into(key.hash), soci::into(key.label), soci::into(tenant), soci::into(role),
             soci::into(created_at));
        std::vector<StoredKey> keys;
        for (bool more = statement.execute(true); more; more = statement.fetch()) {
            key.workspace = WorkspaceId{static_cast<std::int32_t>(tenant)};
            key.role = stored_role(role);
            key.created_at = timestamp(created_at);
            keys.push_back(key);
        }
        return keys;
    });
}

Result<void> SqlKeyStore::insert(const StoredKey& key) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = key.workspace.value;
        const std::string role = role_name(key.role);
        const Integer created_at = microseconds(key.created_at);
        Integer known = 0;
        session << "SELECT count(*) FROM api_key WHERE hash = :hash", soci::use(key.hash), soci::into(known);
        if (known != 0) return Error{ErrorCode::conflict, "This key is stored already."};
        session << "INSERT INTO api_key (hash, label, workspace_id, role, created_at_us) "
                   "VALUES (:hash, :label, :workspace, :role, :created_at)",
            soci::use(key.hash), soci::use(key.label), soci::use(tenant), soci::use(role),
            soci::use(created_at);
        return {};
    });
}

}  // namespace insightflow::sql
