// Who asks, and what they may do. Made by authentication alone and passed beside every request; no face can
// widen it.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/base/ids.hpp"

namespace insightflow {

// What a route demands: a scope, in the words of OAuth. none: open to everyone.
enum class Permission : std::uint8_t {
    none,
    data_read,
    data_write,
    analytics_read,
    workspace_read,
    workspace_write,
    keys_manage,
    users_manage,
    audit_read,
    metrics_read,  // of the whole server: no role has it
};

inline constexpr std::array<std::pair<Permission, std::string_view>, 10> permission_names{{
    {Permission::none, "none"},
    {Permission::data_read, "data:read"},
    {Permission::data_write, "data:write"},
    {Permission::analytics_read, "analytics:read"},
    {Permission::workspace_read, "workspace:read"},
    {Permission::workspace_write, "workspace:write"},
    {Permission::keys_manage, "keys:manage"},
    {Permission::users_manage, "users:manage"},
    {Permission::audit_read, "audit:read"},
    {Permission::metrics_read, "metrics:read"},
}};

constexpr std::string_view name_of(Permission permission) {
    return permission_names[static_cast<std::size_t>(permission)].second;
}

// Each role may do what the one before it may.
enum class Role : std::uint8_t { viewer, editor, owner };

constexpr std::string_view name_of(Role role) {
    switch (role) {
        case Role::viewer: return "viewer";
        case Role::editor: return "editor";
        case Role::owner: return "owner";
    }
    return "viewer";
}

constexpr std::optional<Role> role_named(std::string_view name) {
    for (const Role role : {Role::viewer, Role::editor, Role::owner})
        if (name_of(role) == name) return role;
    return std::nullopt;
}

class PermissionSet {
public:
    constexpr PermissionSet() = default;
    constexpr PermissionSet(std::initializer_list<Permission> permissions) {
        for (const Permission permission : permissions) insert(permission);
    }
    // NOLINTNEXTLINE(google-explicit-constructor): a role is a set of permissions.
    constexpr PermissionSet(Role role)
        : PermissionSet{Permission::data_read, Permission::analytics_read, Permission::workspace_read} {
        if (role != Role::viewer) insert(Permission::data_write);
        if (role != Role::owner) return;
        for (const Permission permission : {Permission::workspace_write, Permission::keys_manage,
                                            Permission::users_manage, Permission::audit_read})
            insert(permission);
    }

    constexpr void insert(Permission permission) { bits_ |= bit(permission); }
    constexpr bool contains(Permission permission) const { return (bits_ & bit(permission)) != 0; }
    constexpr bool contains(PermissionSet other) const { return (bits_ & other.bits_) == other.bits_; }
    constexpr bool empty() const { return bits_ == 0; }
    friend constexpr bool operator==(PermissionSet, PermissionSet) = default;

private:
    static constexpr std::uint32_t bit(Permission permission) {
        return std::uint32_t{1} << static_cast<unsigned>(permission);
    }
    std::uint32_t bits_ = 0;
};

// What kind of somebody acts. console: the command line, by who may open the data folder; system: the server
// itself.
enum class ActorKind : std::uint8_t { nobody, user, key, environment, console, system };

constexpr std::string_view name_of(ActorKind kind) {
    switch (kind) {
        case ActorKind::nobody: return "nobody";
        case ActorKind::user: return "user";
        case ActorKind::key: return "key";
        case ActorKind::environment: return "environment";
        case ActorKind::console: return "console";
        case ActorKind::system: return "system";
    }
    return "nobody";
}

// "data:read data:write"
inline std::string scopes_text(PermissionSet permissions) {
    std::string out;
    for (const auto& [permission, name] : permission_names)
        if (permissions.contains(permission)) out.append(out.empty() ? "" : " ").append(name);
    return out;
}

struct AuthorisedScope {
    WorkspaceId workspace{};
    PermissionSet permissions{};
    std::string key_label{};  // which key or user asks, for reports and logs; never a secret
    ActorKind actor = ActorKind::nobody;
    std::string actor_id{};  // the user's or the key's; empty for the other kinds
};

inline bool allows(const AuthorisedScope& scope, Permission demanded) {
    return demanded == Permission::none || scope.permissions.contains(demanded);
}

}  // namespace insightflow
