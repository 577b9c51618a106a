// AuditLog over SQL.
#pragma once

#include "adapters/sql/session.hpp"

namespace insightflow::sql {

class SqlAuditLog final : public AuditLog {
public:
    explicit SqlAuditLog(Connections& connections) : connections_(connections) {}
    Result<void> append(const AuditEvent& event) override;
    Result<std::vector<RecordedEvent>> list(const std::optional<WorkspaceId>& workspace,
                                            const AuditFilter& filter, std::size_t limit) override;
    Result<std::vector<RecordedEvent>> read(std::optional<std::int64_t> after, std::size_t limit) override;
    Result<AuditHead> head() override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
