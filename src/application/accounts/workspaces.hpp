// Use cases: a workspace's settings, and new workspaces.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/accounts/ports.hpp"

namespace insightflow {

inline constexpr std::size_t workspace_name_bytes_max = 100;

// Absent: as it is.
struct WorkspaceChange {
    std::optional<std::string> name{};
    std::optional<std::string> time_zone{};                          // IANA
    std::optional<std::string> currency{};                           // ISO 4217, in any case
    std::optional<std::optional<std::string>> reporting_currency{};  // the same, or none
};

// The workspace with the change made. Errors: invalid_argument with a fault (#/body/time_zone) for each wrong
// field.
Result<Workspace> changed_workspace(const Workspace& workspace, const WorkspaceChange& change);

// The scope's own. Errors: those of the store.
Result<Workspace> get_workspace(const AuthorisedScope& scope, const AccountPorts& ports);

// Concerns batches and questions from now on. Errors: invalid_argument; conflict where the name is taken.
Result<Workspace> update_workspace(const AuthorisedScope& scope, const WorkspaceChange& change,
                                   const Origin& origin, Timestamp now, const AccountPorts& ports);

// For the operator. Errors: as above; the name is required.
Result<Workspace> create_workspace(const AuthorisedScope& scope, const WorkspaceChange& settings,
                                   Timestamp now, const AccountPorts& ports);

}  // namespace insightflow
