// SourceSettingStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/ingestion/source_setting_store.hpp"

namespace insightflow::sql {

class SqlSourceSettingStore final : public SourceSettingStore {
public:
    explicit SqlSourceSettingStore(Connections& connections) : connections_(connections) {}
    Result<std::vector<SourceSettings>> list(WorkspaceId workspace, const std::string& after,
                                             std::size_t limit) override;
    Result<SourceSettings> find(WorkspaceId workspace, const std::string& source) override;
    Result<void> put(WorkspaceId workspace, const SourceSettings& settings, const AuditEvent& event) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
