#include "adapters/sql/access_rows.hpp"

#include <sstream>
#include <stdexcept>

namespace insightflow::sql {
namespace {

// A name that this program never wrote means that somebody else did: the world is broken.
[[noreturn]] void unknown(const std::string& what) {
    throw std::runtime_error("the tables of accounts hold an unknown word: " + what);
}

Permission stored_permission(const std::string& name) {
    for (const auto& [permission, known] : permission_names)
        if (known == name) return permission;
    unknown(name);
}

}  // namespace

void touch_access(soci::session& session) {
    change(session, "UPDATE access_version SET version = version + 1");
}

StoredKey KeyRow::value() const {
    StoredKey key;
    key.id = id;
    key.hash = hash;
    key.label = label;
    key.workspace = workspace_id(workspace);
    std::istringstream words(scopes);
    for (std::string word; words >> word;) key.permissions.insert(stored_permission(word));
    key.created_by = created_by;
    key.created_at = timestamp(created_at);
    key.expires_at = timestamp(expires_at);
    key.last_used_at = timestamp(last_used_at);
    key.revoked_at = timestamp(revoked_at);
    return key;
}

MemberRow::Value MemberRow::value() const {
    const auto known = role_named(role);
    if (!known) unknown(role);
    return {{id, email, timestamp(created_at)}, password_hash, {workspace_id(workspace), *known}};
}

}  // namespace insightflow::sql
