#include "http/api/workspace.hpp"

#include "application/accounts/workspaces.hpp"
#include "http/api/account_fields.hpp"

namespace insightflow::http {
namespace {

struct WorkspaceFields {
    static constexpr std::string_view schema_name = "Workspace";
    std::string name{}, time_zone{}, currency{};
    std::optional<std::string> reporting_currency{};
    static constexpr auto fields() {
        using W = WorkspaceFields;
        return std::tuple{
            required("name", &W::name, "Unique in the installation."),
            required("time_zone", &W::time_zone,
                     "IANA time zone. It decides what 'today' and relative ranges mean; data keeps its own."),
            required("currency", &W::currency,
                     "ISO 4217. Of rows for which neither they nor the batch name one."),
            nullable("reporting_currency", &W::reporting_currency,
                     "ISO 4217. What money is converted into in answers, by the rates of its days; null: it "
                     "is not.")};
    }
};

struct WorkspaceBody {
    static constexpr std::string_view schema_name = "WorkspaceChange";
    std::optional<std::string> name{}, time_zone{}, currency{};
    std::optional<std::optional<std::string>> reporting_currency{};
    static constexpr auto fields() {
        using B = WorkspaceBody;
        constexpr Bounds text{.min = 1, .max = 256};
        return std::tuple{defaulted("name", &B::name, "A new name.", text),
                          defaulted("time_zone", &B::time_zone, "Another IANA time zone.", text),
                          defaulted("currency", &B::currency, "Another currency, for later batches.", text),
                          defaulted("reporting_currency", &B::reporting_currency,
                                    "What answers are converted into; null for nothing.", text)};
    }
};
struct WorkspaceRequestFields {
    WorkspaceBody body{};
    static constexpr auto fields() {
        return std::tuple{
            required("body", &WorkspaceRequestFields::body, "What changes; the rest stays as it is.")};
    }
};

struct AuditQuery {
    std::optional<std::string> action{}, actor_id{};
    std::optional<std::int64_t> before{};
    std::int64_t limit = 100;
    static constexpr auto fields() {
        using Q = AuditQuery;
        constexpr Bounds text{.min = 1, .max = 64};
        return std::tuple{
            defaulted("action", &Q::action,
                      "Only this action, or with a dot at its end all of a kind: 'key.'.", text),
            defaulted("actor_id", &Q::actor_id, "Only what this user or key did.", text),
            defaulted("before", &Q::before, "Only events before this number: `next` of the page before.",
                      {.min = 1}),
            defaulted("limit", &Q::limit, "Most events on the page.",
                      {.min = 1, .max = static_cast<std::int64_t>(audit_page_max)})};
    }
};

struct EventFields {
    static constexpr std::string_view schema_name = "AuditEvent";
    std::int64_t sequence = 0;
    Timestamp at{};
    std::string actor{}, actor_id{}, actor_label{}, action{}, target{}, detail{}, remote{}, request_id{},
        hash{};
    static constexpr auto fields() {
        using E = EventFields;
        return std::tuple{
            required("sequence", &E::sequence, "Number of the event in the installation."),
            required("at", &E::at, "When."),
            required("actor", &E::actor,
                     "Kind of who did it: user, key, environment, console, system, nobody."),
            required("actor_id", &E::actor_id, "The user's or the key's id; empty for the other kinds."),
            required("actor_label", &E::actor_label, "The user's e-mail address, or the key's label."),
            required("action", &E::action, "What was done: 'key.create'."),
            required("target", &E::target, "To what: 'key:01J...'."),
            required("detail", &E::detail, "In words."),
            required("remote", &E::remote, "Address that it came from, with the port where it is known."),
            required("request_id", &E::request_id, "The request, as the server's log names it."),
            required("hash", &E::hash, "Keyed hash over the event and the one before it.")};
    }
};

struct AuditReply {
    static constexpr std::string_view schema_name = "AuditEventList";
    std::vector<EventFields> data{};
    std::optional<std::int64_t> next{};
    static constexpr auto fields() {
        return std::tuple{
            required("data", &AuditReply::data, "Events, newest first."),
            nullable("next", &AuditReply::next, "`before` of the next page; null on the last one.")};
    }
};

WorkspaceFields fields_of(const Workspace& workspace) {
    return {workspace.name, workspace.time_zone, workspace.currency, workspace.reporting_currency};
}

EventFields fields_of(const RecordedEvent& recorded) {
    const AuditEvent& event = recorded.event;
    return {recorded.sequence, event.at,          std::string(name_of(event.actor)),
            event.actor_id,    event.actor_label, event.action,
            event.target,      event.detail,      event.remote,
            event.request_id,  recorded.hash};
}

}  // namespace

void add_workspace(Router& router, const AccountPorts* ports) {
    router.get<Nothing, WorkspaceFields>(
        "/api/v1/workspace",
        {.operation_id = "getWorkspace",
         .summary = "Settings of the workspace",
         .description = "Of the one that the key or token is for.",
         .tag = "Accounts",
         .permission = Permission::workspace_read},
        Place::pool, [ports](const Call& call, const Nothing&) -> Result<WorkspaceFields> {
            const auto workspace = get_workspace(call.scope, *ports);
            if (!workspace) return workspace.error();
            return fields_of(*workspace);
        });
    router.put<WorkspaceRequestFields, WorkspaceFields>(
        "/api/v1/workspace",
        {.operation_id = "updateWorkspace",
         .summary = "Change settings of the workspace",
         .description = "Concerns batches and questions from then on; stored rows stay as they are.",
         .tag = "Accounts",
         .permission = Permission::workspace_write,
         .errors = {ErrorCode::conflict}},
        Place::pool,
        [ports](const Call& call, const WorkspaceRequestFields& request) -> Result<WorkspaceFields> {
            const auto& [name, time_zone, currency, reporting] = request.body;
            const auto workspace = update_workspace(call.scope, {name, time_zone, currency, reporting},
                                                    origin_of(call), call.now, *ports);
            if (!workspace) return workspace.error();
            return fields_of(*workspace);
        });
}

void add_audit(Router& router, const AccountPorts* ports) {
    router.get<AuditQuery, AuditReply>(
        "/api/v1/audit",
        {.operation_id = "listAudit",
         .summary = "Audit log",
         .description = "Who did what to what in the workspace, when and from where. Events are chained by "
                        "keyed hashes; `insightflow audit verify` finds any edit or deletion.",
         .tag = "Accounts",
         .permission = Permission::audit_read},
        Place::pool, [ports](const Call& call, const AuditQuery& query) -> Result<AuditReply> {
            const auto page = list_audit(call.scope.workspace, {query.action, query.actor_id, query.before},
                                         static_cast<std::size_t>(query.limit), ports->audit);
            if (!page) return page.error();
            AuditReply reply;
            for (const RecordedEvent& event : page->events) reply.data.push_back(fields_of(event));
            reply.next = page->next;
            return reply;
        });
}

}  // namespace insightflow::http
