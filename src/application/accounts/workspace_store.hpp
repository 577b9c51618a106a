// Port: the workspaces (tenants) of the installation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/accounts/audit.hpp"

namespace insightflow {

// Made by the store's first migration.
inline constexpr WorkspaceId default_workspace{1};

struct Workspace {
    WorkspaceId id{};
    std::string name{};             // unique in the installation
    std::string time_zone = "UTC";  // IANA; decides what "today" and relative ranges mean
    std::string currency = "USD";   // ISO 4217; of rows that neither they nor their source name one for
    Timestamp created_at{};
    std::optional<std::string> reporting_currency{};  // ISO 4217; what answers are converted into
    friend bool operator==(const Workspace&, const Workspace&) = default;
};

// Any thread calls it.
class WorkspaceStore {
public:
    virtual ~WorkspaceStore() = default;
    virtual Result<std::vector<Workspace>> all() = 0;  // by id
    // Gives the workspace its id (the one in the argument is not looked at). conflict where the name is
    // taken.
    virtual Result<Workspace> create(const Workspace& workspace, AuditEvent event) = 0;
    // Name, time zone and currencies. not_found; conflict where the name is taken.
    virtual Result<void> update(const Workspace& workspace, const AuditEvent& event) = 0;
};

}  // namespace insightflow
