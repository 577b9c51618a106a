#include "adapters/sql/audit_log.hpp"

#include <limits>

#include "adapters/sql/audit_rows.hpp"

namespace insightflow::sql {

Result<void> SqlAuditLog::append(const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        connections_.record(session, event);
        return {};
    });
}

Result<std::vector<RecordedEvent>> SqlAuditLog::list(WorkspaceId workspace, const AuditFilter& filter,
                                                     std::size_t limit) {
    using Events = std::vector<RecordedEvent>;
    return connections_.read([&](soci::session& session) -> Result<Events> {
        const Integer tenant = workspace.value;
        const Integer before = filter.before.value_or(std::numeric_limits<Integer>::max());
        const std::string action = filter.action.value_or("");
        const std::string actor = filter.actor_id.value_or("");
        const auto most = static_cast<Integer>(limit);
        // An empty text asks for everything. A text that ends in a dot is a prefix: its end is compared.
        return select<AuditRow>(
            session,
            "SELECT " + audit_columns +
                " FROM audit_event WHERE workspace_id = :workspace AND sequence < :before "
                "AND (:action1 = '' OR action = :action2 OR (substr(:action3, -1, 1) = '.' "
                "AND substr(action, 1, length(:action4)) = :action5)) "
                "AND (:actor1 = '' OR actor_id = :actor2) "
                "ORDER BY sequence DESC LIMIT :most",
            tenant, before, action, action, action, action, action, actor, actor, most);
    });
}

Result<std::vector<RecordedEvent>> SqlAuditLog::read(std::int64_t after, std::size_t limit) {
    using Events = std::vector<RecordedEvent>;
    return connections_.read([&](soci::session& session) -> Result<Events> {
        const Integer from = after;
        const auto most = static_cast<Integer>(limit);
        return select<AuditRow>(session,
                                "SELECT " + audit_columns +
                                    " FROM audit_event WHERE sequence > :after ORDER BY sequence LIMIT :most",
                                from, most);
    });
}

Result<AuditHead> SqlAuditLog::head() {
    return connections_.read([](soci::session& session) -> Result<AuditHead> { return audit_head(session); });
}

}  // namespace insightflow::sql
