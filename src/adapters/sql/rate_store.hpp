// RateStore over SQL. A file of all rates since 1999 is one transaction of a second or two, for which others
// that write wait.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/analytics/rate_store.hpp"

namespace insightflow::sql {

class SqlRateStore final : public RateStore {
public:
    explicit SqlRateStore(Connections& connections) : connections_(connections) {}
    Result<RateChanges> put(WorkspaceId workspace, const std::string& base,
                            std::span<const ReferenceRate> rates, const AuditEvent& event) override;
    Result<std::int64_t> remove(WorkspaceId workspace, const RateFilter& filter,
                                const AuditEvent& event) override;
    Result<StoredRates> list(WorkspaceId workspace, const RateFilter& filter,
                             const std::optional<RatePlace>& after, std::size_t limit) override;
    Result<RateTable> table(WorkspaceId workspace, const std::set<std::string>& currencies,
                            const DayRange& days) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
