// What the routes of accounts share: scopes and roles by their names, and where a call comes from.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "application/accounts/audit.hpp"
#include "http/core/endpoint.hpp"

namespace insightflow {

constexpr auto enum_names(Role) {
    return std::array{std::pair{Role::viewer, name_of(Role::viewer)},
                      std::pair{Role::editor, name_of(Role::editor)},
                      std::pair{Role::owner, name_of(Role::owner)}};
}

// All but none, which nobody has to ask for, and metrics:read, which belongs to no workspace.
constexpr auto enum_names(Permission) {
    std::array<std::pair<Permission, std::string_view>, permission_names.size() - 2> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = permission_names[i + 1];
    return names;
}

}  // namespace insightflow

namespace insightflow::http {

inline Origin origin_of(const Call& call) { return {call.remote, call.request_id, call.client}; }

}  // namespace insightflow::http
