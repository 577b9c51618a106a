#include "application/accounts/workspaces.hpp"

#include <algorithm>

#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow {

Result<Workspace> changed_workspace(const Workspace& workspace, const WorkspaceChange& change) {
    Workspace out = workspace;
    std::vector<Fault> faults;
    if (change.name) {
        out.name = std::string(trimmed(*change.name));
        if (out.name.empty() || out.name.size() > workspace_name_bytes_max || !is_utf8(out.name) ||
            holds_control(out.name))
            faults.push_back({"#/body/name", "must be 1 to " + std::to_string(workspace_name_bytes_max) +
                                                 " bytes of text without control characters"});
    }
    if (change.time_zone) {
        out.time_zone = *change.time_zone;
        if (!is_time_zone(out.time_zone))
            faults.push_back({"#/body/time_zone",
                              "must be a time zone of the IANA database, such as UTC or Europe/Berlin; got " +
                                  in_quotes(out.time_zone)});
    }
    if (change.currency) {
        out.currency = upper_ascii(*change.currency);
        if (!is_currency(out.currency))
            faults.push_back({"#/body/currency",
                              "must be a currency of ISO 4217, such as USD; got " + in_quotes(out.currency)});
    }
    if (change.reporting_currency) {
        out.reporting_currency.reset();
        if (const auto& wanted = *change.reporting_currency) out.reporting_currency = upper_ascii(*wanted);
        if (out.reporting_currency && !is_currency(*out.reporting_currency))
            faults.push_back({"#/body/reporting_currency",
                              "must be a currency of ISO 4217, such as EUR, or null for none; got " +
                                  in_quotes(*out.reporting_currency)});
    }
    if (!faults.empty()) return invalid_argument("The workspace cannot be so.", std::move(faults));
    return out;
}

Result<Workspace> get_workspace(const AuthorisedScope& scope, const AccountPorts& ports) {
    const auto all = ports.workspaces.all();
    if (!all) return all.error();
    const auto found = std::ranges::find(*all, scope.workspace, &Workspace::id);
    if (found == all->end()) return not_found("There is no such workspace.");
    return *found;
}

Result<Workspace> update_workspace(const AuthorisedScope& scope, const WorkspaceChange& change,
                                   const Origin& origin, Timestamp now, const AccountPorts& ports) {
    const auto current = get_workspace(scope, ports);
    if (!current) return current.error();
    const auto wanted = changed_workspace(*current, change);
    if (!wanted || *wanted == *current) return wanted;
    const auto event = audit_event(
        scope, origin, now, "workspace.update", "workspace:" + std::to_string(scope.workspace.value),
        wanted->name + ", " + wanted->time_zone + ", " + wanted->currency + ", reporting in " +
            wanted->reporting_currency.value_or("no currency"));
    if (const auto stored = ports.workspaces.update(*wanted, event); !stored) return stored.error();
    ports.changed(now);
    return wanted;
}

Result<Workspace> create_workspace(const AuthorisedScope& scope, const WorkspaceChange& settings,
                                   Timestamp now, const AccountPorts& ports) {
    Workspace blank;
    blank.created_at = now;
    WorkspaceChange named = settings;
    named.name = settings.name.value_or("");
    const auto wanted = changed_workspace(blank, named);
    if (!wanted) return wanted.error();
    const auto event = audit_event(scope, {}, now, "workspace.create", "workspace:?", wanted->name);
    const auto created = ports.workspaces.create(*wanted, event);
    if (created) ports.changed(now);
    return created;
}

}  // namespace insightflow
