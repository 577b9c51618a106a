#include "application/accounts/api_keys.hpp"

#include "application/accounts/secrets.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow {
namespace {

constexpr std::size_t key_characters = 32;
constexpr std::size_t key_size = key_prefix.size() + key_characters + secret_check_characters;

std::vector<Fault> faults_of(const NewKey& request, Timestamp now) {
    std::vector<Fault> faults;
    const std::string& label = request.label;
    if (trimmed(label).empty() || label.size() > key_label_bytes_max || !is_utf8(label) ||
        holds_control(label))
        faults.push_back({"#/body/label", "must be 1 to " + std::to_string(key_label_bytes_max) +
                                              " bytes of text without control characters"});
    if (request.permissions.empty()) faults.push_back({"#/body/scopes", "must name at least one scope"});
    if (request.expires_at && (*request.expires_at <= now || *request.expires_at > now + key_life_max))
        faults.push_back({"#/body/expires_at", "must lie in the next ten years"});
    return faults;
}

Error no_such_key() { return not_found("There is no such key."); }

}  // namespace

bool is_mistyped_key(std::string_view text) {
    return text.starts_with(key_prefix) && text.size() == key_size && !is_whole_secret(text);
}

Result<MadeKey> create_key(const AuthorisedScope& scope, const NewKey& request, const Origin& origin,
                           Timestamp now, const AccountPorts& ports) {
    if (auto faults = faults_of(request, now); !faults.empty())
        return invalid_argument("The key cannot be made.", std::move(faults));
    if (!scope.permissions.contains(request.permissions))
        return Error{ErrorCode::forbidden, "A key cannot do more than whoever makes it.", {}};
    MadeKey made;
    made.key = make_secret(key_prefix, key_characters, ports.random);
    StoredKey& stored = made.stored;
    stored.id = new_ulid(ports.random, now);
    stored.hash = ports.hash(made.key);
    stored.label = std::string(trimmed(request.label));
    stored.workspace = scope.workspace;
    stored.permissions = request.permissions;
    stored.created_by = scope.key_label;
    stored.created_at = now;
    stored.expires_at = request.expires_at;
    const auto event =
        audit_event(scope, origin, now, "key.create", "key:" + stored.id, "label " + in_quotes(stored.label));
    if (const auto inserted = ports.keys.insert(stored, event); !inserted) return inserted.error();
    ports.changed(now);
    return made;
}

Result<std::vector<StoredKey>> list_keys(const AuthorisedScope& scope, const AccountPorts& ports) {
    return ports.keys.list(scope.workspace);
}

Result<void> revoke_key(const AuthorisedScope& scope, const std::string& id, const Origin& origin,
                        Timestamp now, const AccountPorts& ports) {
    if (!is_ulid(id)) return no_such_key();
    const auto event = audit_event(scope, origin, now, "key.revoke", "key:" + id);
    if (const auto revoked = ports.keys.revoke(scope.workspace, id, now, event); !revoked)
        return revoked.error().code == ErrorCode::not_found ? no_such_key() : revoked.error();
    ports.changed(now);
    return {};
}

}  // namespace insightflow
