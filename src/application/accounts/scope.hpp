// Who asks, and what they may do. Made by authentication alone and passed beside every request; no face can
// widen it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/ids.hpp"

namespace insightflow {

// What a route demands. A role is a set of these.
enum class Permission : std::uint8_t { none, data_read, data_write, analytics_read };

constexpr std::string_view name_of(Permission permission) {
    switch (permission) {
        case Permission::none: return "none";
        case Permission::data_read: return "data:read";
        case Permission::data_write: return "data:write";
        case Permission::analytics_read: return "analytics:read";
    }
    return "none";
}

enum class Role : std::uint8_t { viewer, editor };

constexpr bool allows(Role role, Permission permission) {
    return permission == Permission::none || role == Role::editor || permission != Permission::data_write;
}

struct AuthorisedScope {
    WorkspaceId workspace{};
    Role role = Role::viewer;
    std::string key_label{};  // which key was used, for reports and logs; never the key itself
};

}  // namespace insightflow
