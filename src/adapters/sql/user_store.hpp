// UserStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/accounts/user_store.hpp"

namespace insightflow::sql {

class SqlUserStore final : public UserStore {
public:
    explicit SqlUserStore(Connections& connections) : connections_(connections) {}
    Result<bool> any() override;
    Result<std::optional<Credentials>> find(const std::string& email) override;
    Result<std::optional<Credentials>> find_by_id(const std::string& id) override;
    Result<std::vector<Member>> members(WorkspaceId workspace) override;
    Result<void> set_up(const Credentials& owner, const Workspace& workspace,
                        const AuditEvent& event) override;
    Result<void> add(const Credentials& user, const AuditEvent& event) override;
    Result<void> add_member(WorkspaceId workspace, const std::string& user_id, Role role,
                            const AuditEvent& event) override;
    Result<void> set_role(WorkspaceId workspace, const std::string& user_id, Role role,
                          const AuditEvent& event) override;
    Result<void> remove(WorkspaceId workspace, const std::string& user_id, const AuditEvent& event) override;
    Result<void> set_password(const std::string& user_id, const std::string& hash,
                              std::span<const AuditEvent> events) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
