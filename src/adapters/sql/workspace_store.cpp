#include "adapters/sql/workspace_store.hpp"

#include "adapters/sql/access_rows.hpp"

namespace insightflow::sql {
namespace {

Result<void> check_name(soci::session& session, const Workspace& workspace) {
    const Integer id = workspace.id.value;
    const Integer others = select_number(
        session, "SELECT count(*) FROM workspace WHERE name = :name AND id <> :id", workspace.name, id);
    if (others != 0) return Error{ErrorCode::conflict, "Another workspace has this name.", {}};
    return {};
}

void set_reporting_currency(soci::session& session, const Workspace& workspace, Integer id) {
    Nullable<std::string> currency(workspace.reporting_currency);
    session << "UPDATE workspace SET reporting_currency = :currency WHERE id = :id",
        soci::use(currency.value, currency.indicator), soci::use(id);
}

}  // namespace

Result<void> update_workspace(soci::session& session, const Workspace& workspace) {
    if (const auto checked = check_name(session, workspace); !checked) return checked.error();
    const Integer id = workspace.id.value;
    const auto updated = change(
        session, "UPDATE workspace SET name = :name, time_zone = :zone, currency = :currency WHERE id = :id",
        workspace.name, workspace.time_zone, workspace.currency, id);
    if (updated == 0) return not_found("There is no such workspace.");
    set_reporting_currency(session, workspace, id);
    touch_access(session);
    return {};
}

Result<std::vector<Workspace>> SqlWorkspaceStore::all() {
    return connections_.read([](soci::session& session) -> Result<std::vector<Workspace>> {
        return select<WorkspaceRow>(session, "SELECT " + workspace_columns + " FROM workspace ORDER BY id");
    });
}

Result<Workspace> SqlWorkspaceStore::create(const Workspace& workspace, AuditEvent event) {
    return connections_.write([&](soci::session& session) -> Result<Workspace> {
        Workspace created = workspace;
        const Integer id = select_number(session, "SELECT max(id) + 1 FROM workspace");
        created.id = workspace_id(id);
        if (const auto checked = check_name(session, created); !checked) return checked.error();
        const Integer created_at = microseconds(created.created_at);
        change(session,
               "INSERT INTO workspace (id, name, time_zone, currency, created_at_us) "
               "VALUES (:id, :name, :zone, :currency, :created_at)",
               id, created.name, created.time_zone, created.currency, created_at);
        set_reporting_currency(session, created, id);
        touch_access(session);
        event.workspace = created.id;
        event.target = "workspace:" + std::to_string(id);
        connections_.record(session, event);
        return created;
    });
}

Result<void> SqlWorkspaceStore::update(const Workspace& workspace, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        if (const auto updated = update_workspace(session, workspace); !updated) return updated.error();
        connections_.record(session, event);
        return {};
    });
}

}  // namespace insightflow::sql
