#include "http/api/keys.hpp"

#include "application/accounts/api_keys.hpp"
#include "http/api/account_fields.hpp"

namespace insightflow::http {
namespace {

struct KeyFields {
    static constexpr std::string_view schema_name = "ApiKey";
    std::string id{}, label{}, created_by{};
    std::vector<Permission> scopes{};
    Timestamp created_at{};
    std::optional<Timestamp> expires_at{}, last_used_at{}, revoked_at{};
    static constexpr auto fields() {
        using K = KeyFields;
        return std::tuple{required("id", &K::id, "The key's id; not the key."),
                          required("label", &K::label, "What it is for."),
                          required("scopes", &K::scopes, "What it may do."),
                          required("created_by", &K::created_by, "Who made it."),
                          required("created_at", &K::created_at, "When it was made."),
                          nullable("expires_at", &K::expires_at, "When it ends by itself; null: never."),
                          nullable("last_used_at", &K::last_used_at,
                                   "When it was used last, within a minute; null: not yet."),
                          nullable("revoked_at", &K::revoked_at, "When it was revoked; null: it was not.")};
    }
};

struct KeyListReply {
    static constexpr std::string_view schema_name = "ApiKeyList";
    std::vector<KeyFields> data{};
    static constexpr auto fields() {
        return std::tuple{required("data", &KeyListReply::data, "Newest first, revoked ones included.")};
    }
};

struct MadeKeyReply {
    static constexpr std::string_view schema_name = "NewApiKey";
    std::string key{};
    KeyFields details{};
    static constexpr auto fields() {
        return std::tuple{
            required("key", &MadeKeyReply::key, "The key. It is shown only this once, and is stored hashed."),
            required("details", &MadeKeyReply::details, "All else about it.")};
    }
};

struct KeyBody {
    static constexpr std::string_view schema_name = "ApiKeyRequest";
    std::string label{};
    std::optional<std::vector<Permission>> scopes{};
    std::optional<Role> role{};
    std::optional<Timestamp> expires_at{};
    static constexpr auto fields() {
        using B = KeyBody;
        return std::tuple{
            required("label", &B::label, "What it is for.",
                     {.min = 1, .max = static_cast<std::int64_t>(key_label_bytes_max)}),
            defaulted("scopes", &B::scopes, "What it may do: at most what the caller may. Or say `role`.",
                      {.count_min = 1, .count_max = permission_names.size()}),
            defaulted("role", &B::role, "All scopes of this role. Without scopes and role: viewer."),
            defaulted("expires_at", &B::expires_at, "When it ends by itself.")};
    }
};
struct KeyRequestFields {
    KeyBody body{};
    static constexpr auto fields() {
        return std::tuple{required("body", &KeyRequestFields::body, "The key that is wanted.")};
    }
};
struct KeyIdFields {
    std::string id{};
    static constexpr auto fields() { return std::tuple{required("id", &KeyIdFields::id, "The key's id.")}; }
};

KeyFields fields_of(const StoredKey& key) {
    KeyFields out{key.id,         key.label,      key.created_by,   {},
                  key.created_at, key.expires_at, key.last_used_at, key.revoked_at};
    for (const auto& [permission, name] : enum_names(Permission{}))
        if (key.permissions.contains(permission)) out.scopes.push_back(permission);
    return out;
}

Result<PermissionSet> permissions_of(const KeyBody& body) {
    if (body.scopes && body.role)
        return invalid_argument("Say scopes or role, not both.",
                                {{"#/body/role", "must be absent where scopes are given"}});
    if (!body.scopes) return PermissionSet(body.role.value_or(Role::viewer));
    PermissionSet out;
    for (const Permission permission : *body.scopes) out.insert(permission);
    return out;
}

EndpointDoc doc_of(std::string id, std::string summary, std::string description) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Accounts",
            .permission = Permission::keys_manage};
}

}  // namespace

void add_keys(Router& router, const AccountPorts* ports) {
    router.get<Nothing, KeyListReply>(
        "/api/v1/keys",
        doc_of("listKeys", "API keys", "All keys of the workspace; never the keys themselves."), Place::pool,
        [ports](const Call& call, const Nothing&) -> Result<KeyListReply> {
            const auto keys = list_keys(call.scope, *ports);
            if (!keys) return keys.error();
            KeyListReply reply;
            for (const StoredKey& key : *keys) reply.data.push_back(fields_of(key));
            return reply;
        });

    EndpointDoc create = doc_of("createKey", "Make an API key", "The reply holds the key, this once.");
    create.success_status = 201;
    create.errors = {ErrorCode::conflict};
    router.post<KeyRequestFields, MadeKeyReply>(
        "/api/v1/keys", std::move(create), Place::pool,
        [ports](const Call& call, const KeyRequestFields& request) -> Result<Answer<MadeKeyReply>> {
            const auto permissions = permissions_of(request.body);
            if (!permissions) return permissions.error();
            const auto made =
                create_key(call.scope, {request.body.label, *permissions, request.body.expires_at},
                           origin_of(call), call.now, *ports);
            if (!made) return made.error();
            return Answer<MadeKeyReply>{.headers = {no_store()},
                                        .body = {made->key, fields_of(made->stored)}};
        });

    EndpointDoc revoke = doc_of("revokeKey", "Revoke an API key", "It is refused from then on, for good.");
    revoke.success_status = 204;
    revoke.errors = {ErrorCode::not_found};
    router.del<KeyIdFields, Nothing>(
        "/api/v1/keys/{id}", std::move(revoke), Place::pool,
        [ports](const Call& call, const KeyIdFields& request) -> Result<Nothing> {
            const auto revoked = revoke_key(call.scope, request.id, origin_of(call), call.now, *ports);
            if (!revoked) return revoked.error();
            return Nothing{};
        });
}

}  // namespace insightflow::http
