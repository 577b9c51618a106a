// WorkspaceStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/accounts/workspace_store.hpp"

namespace insightflow::sql {

class SqlWorkspaceStore final : public WorkspaceStore {
public:
    explicit SqlWorkspaceStore(Connections& connections) : connections_(connections) {}
    Result<std::vector<Workspace>> all() override;
    Result<Workspace> create(const Workspace& workspace, AuditEvent event) override;
    Result<void> update(const Workspace& workspace, const AuditEvent& event) override;

private:
    Connections& connections_;
};

// Name, time zone and currencies, in the session's transaction. Errors: conflict; not_found.
Result<void> update_workspace(soci::session& session, const Workspace& workspace);

}  // namespace insightflow::sql
