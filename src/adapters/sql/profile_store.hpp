// Profiles of a workspace, every version of each.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/ingestion/profiles.hpp"

namespace insightflow::sql {

class SqlProfileStore final : public ProfileStore {
public:
    explicit SqlProfileStore(Connections& connections) : connections_(connections) {}
    Result<std::vector<StoredProfile>> list(WorkspaceId workspace) override;
    Result<StoredProfile> find(WorkspaceId workspace, const std::string& name,
                               std::optional<std::int64_t> version) override;
    Result<std::int64_t> save(WorkspaceId workspace, const std::string& name, const std::string& text,
                              const AuditEvent& event) override;
    Result<void> remove(WorkspaceId workspace, const std::string& name, const AuditEvent& event) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
