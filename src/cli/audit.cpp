// `insightflow audit`: reads and verifies the audit log.
#include <iostream>

#include "cli/accounts.hpp"
#include "cli/client.hpp"

namespace insightflow::cli {
namespace {

struct AuditOptions : AccountsCommand {
    std::string action{};
    std::optional<std::string> head{}, after{};
    bool all = false;
    std::size_t limit = 50;
};

// No number stands for none.
Result<AuditHead> head_of(const std::optional<std::string>& option) {
    return option ? parse_head(*option) : Result<AuditHead>(AuditHead{});
}

int verify(const AuditOptions& options) {
    const auto noted = head_of(options.head);
    const auto trusted = head_of(options.after);
    if (!noted) return report(noted.error());
    if (!trusted) return report(trusted.error());
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    AuditLog& log = desk->ports().audit;
    auto verdict = verify_audit(log, desk->accounts.audit_hash, *trusted);
    if (!verdict) return report(verdict.error());
    for (const AuditHead& head : {*noted, *trusted}) {
        if (head.sequence == 0) continue;
        const auto held = holds_head(log, head);
        if (!held) return report(held.error());
        if (!*held) verdict->faults.push_back({head.sequence, "is not that of the given head"});
    }
    for (const AuditFault& fault : verdict->faults)
        std::cerr << "insightflow: event " << fault.sequence << ": " << fault.what << '\n';
    std::cout << verdict->events << " events, " << (verdict->faults.empty() ? "whole" : "NOT whole")
              << "; head " << verdict->head.sequence << ":" << verdict->head.hash << '\n';
    return verdict->faults.empty() ? exit_ok : exit_data;
}

int list(const AuditOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    AuditFilter filter;
    if (!options.action.empty()) filter.action = options.action;
    const std::optional<WorkspaceId> workspace =
        options.all ? std::nullopt : std::optional(desk->scope.workspace);
    const auto page = list_audit(workspace, filter, options.limit, desk->ports().audit);
    if (!page) return report(page.error());
    std::vector<JsonValue> rows;
    for (const RecordedEvent& recorded : page->events) {
        const AuditEvent& event = recorded.event;
        JsonValue row = JsonValue::object();
        row.set("sequence", JsonValue::integer(recorded.sequence));
        row.set("at", shown(event.at));
        row.set("actor", std::string(name_of(event.actor)) +
                             (event.actor_label.empty() ? "" : " " + event.actor_label));
        row.set("action", event.action);
        row.set("target", event.target);
        row.set("detail", event.detail);
        row.set("remote", event.remote);
        rows.push_back(std::move(row));
    }
    print(std::cout, select(rows, {"sequence", "at", "actor", "action", "target", "detail", "remote"}),
          options.format);
    return exit_ok;
}

}  // namespace

void add_audit_command(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<AuditOptions>();
    static_cast<AccountsCommand&>(*options) = base;
    CLI::App* audit = app.add_subcommand("audit", "The audit log of an installation, on its data folder");
    audit->require_subcommand(1);
    CLI::App* verifying = audit->add_subcommand("verify", "Find any edit or deletion in the audit log");
    verifying
        ->add_option("--head", options->head,
                     "A head that an earlier `audit verify` printed, kept elsewhere: finds a log that was "
                     "put back to an older copy")
        ->option_text("NUMBER:HASH");
    verifying
        ->add_option("--after", options->after,
                     "Only the events after this head, which is taken for good: for a log that goes on after "
                     "its secret was lost")
        ->option_text("NUMBER:HASH");
    add_place_options(*verifying, *options);
    verifying->callback([options, &exit_code] { exit_code = verify(*options); });
    CLI::App* listing = audit->add_subcommand("list", "Show the newest events of a workspace");
    listing->add_option("--action", options->action, "Only this action; with a dot at its end, all of a kind")
        ->option_text("ACTION");
    listing->add_option("--limit", options->limit, "Most events")
        ->check(CLI::Range(std::size_t{1}, audit_page_max))
        ->capture_default_str();
    add_place_options(*listing, *options);
    add_workspace_option(*listing, *options);
    listing->add_flag(
        "--all", options->all,
        "Of all workspaces, and what is of none: refused logins of unknown addresses, signing keys");
    add_format_option(*listing, options->format);
    listing->callback([options, &exit_code] { exit_code = list(*options); });
}

}  // namespace insightflow::cli
