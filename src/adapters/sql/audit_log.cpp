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

Result<std::vector<RecordedEvent>> SqlAuditLog::list(const std::optional<WorkspaceId>& workspace,
                                                     const AuditFilter& filter, std::size_t limit) {
    using Events = std::vector<RecordedEvent>;
    return connections_.read([&](soci::session& session) -> Result<Events> {
        const Integer tenant = workspace.value_or(WorkspaceId{}).value;
        // One condition or the other: an index serves no "either".
        const std::string whose = workspace ? "workspace_id = :workspace" : ":workspace = 0";
        const Integer before = filter.before.value_or(std::numeric_limits<Integer>::max());
        const std::string action = filter.action.value_or("");
        const std::string actor = filter.actor_id.value_or("");
        const auto most = static_cast<Integer>(limit);
        // An empty text asks for everything. A text that ends in a dot is a prefix: its end is compared.
        return select<AuditRow>(
            session,
            "SELECT " + audit_columns + " FROM audit_event WHERE " + whose +
                " AND sequence < :before "
                "AND (:action1 = '' OR action = :action2 OR (substr(:action3, -1, 1) = '.' "
                "AND substr(action, 1, length(:action4)) = :action5)) "
                "AND (:actor1 = '' OR actor_id = :actor2) "
                "ORDER BY sequence DESC LIMIT :most",
            tenant, before, action, action, action, action, action, actor, actor, most);
    });
}

Result<std::vector<RecordedEvent>> SqlAuditLog::read(std::optional<std::int64_t> after, std::size_t limit) {
    using Events = std::vector<RecordedEvent>;
    return connections_.read([&](soci::session& session) -> Result<Events> {
        const std::string which = after ? "sequence > :after" : ":after = 0";
        const Integer from = after.value_or(0);
        const auto most = static_cast<Integer>(limit);
        return select<AuditRow>(
            session,
            "SELECT " + audit_columns + " FROM audit_event WHERE " + which + " ORDER BY sequence LIMIT :most",
            from, most);
    });
}

Result<AuditHead> SqlAuditLog::head() {
    return connections_.read([](soci::session& session) -> Result<AuditHead> { return audit_head(session); });
}

}  // namespace insightflow::sql
