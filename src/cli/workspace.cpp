// `insightflow workspace`: the tenants of an installation and their settings.
#include <iostream>

#include "application/accounts/workspaces.hpp"
#include "cli/accounts.hpp"
#include "cli/client.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow::cli {
namespace {

struct WorkspaceOptions : AccountsCommand {
    std::string name{}, rename{}, time_zone{}, currency{}, reporting_currency{};
};

std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

// "none" takes the setting away.
std::optional<std::optional<std::string>> given_or_none(const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (lower_ascii(text) == "none") return std::optional<std::string>{};
    return std::optional(text);
}

int print_workspaces(const std::vector<Workspace>& workspaces, Format format) {
    std::vector<JsonValue> rows;
    for (const Workspace& workspace : workspaces) {
        JsonValue row = JsonValue::object();
        row.set("name", workspace.name);
        row.set("time_zone", workspace.time_zone);
        row.set("currency", workspace.currency);
        row.set("reporting_currency", workspace.reporting_currency
                                          ? JsonValue::string(*workspace.reporting_currency)
                                          : JsonValue{});
        rows.push_back(std::move(row));
    }
    print(std::cout, select(rows, {"name", "time_zone", "currency", "reporting_currency"}), format);
    return exit_ok;
}

int list(const WorkspaceOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    const auto workspaces = desk->ports().workspaces.all();
    return workspaces ? print_workspaces(*workspaces, options.format) : report(workspaces.error());
}

int create(const WorkspaceOptions& options) {
    auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    const auto made = create_workspace(desk->scope,
                                       {options.name, given(options.time_zone), given(options.currency),
                                        given_or_none(options.reporting_currency)},
                                       desk->now, desk->ports());
    return made ? print_workspaces({*made}, options.format) : report(made.error());
}

int set(const WorkspaceOptions& options) {
    AccountsCommand in_workspace = options;
    in_workspace.workspace = options.name;
    const auto desk = open_desk(in_workspace);
    if (!desk) return report(desk.error());
    const auto changed =
        update_workspace(desk->scope,
                         {given(options.rename), given(options.time_zone), given(options.currency),
                          given_or_none(options.reporting_currency)},
                         {}, desk->now, desk->ports());
    return changed ? print_workspaces({*changed}, options.format) : report(changed.error());
}

using Action = int (*)(const WorkspaceOptions&);

CLI::App* add_action(CLI::App& parent, const std::shared_ptr<WorkspaceOptions>& options, const char* name,
                     const char* help, Action action, int& exit_code) {
    CLI::App* command = parent.add_subcommand(name, help);
    add_place_options(*command, *options);
    add_format_option(*command, options->format);
    command->callback([options, action, &exit_code] { exit_code = action(*options); });
    return command;
}

void add_settings(CLI::App& command, WorkspaceOptions& options) {
    command.add_option("NAME", options.name, "The workspace")->required();
    command.add_option("--time-zone", options.time_zone, "IANA time zone, e.g. Europe/Berlin")
        ->option_text("ZONE");
    command.add_option("--currency", options.currency, "ISO 4217 currency, e.g. EUR")->option_text("CODE");
    command
        .add_option("--reporting-currency", options.reporting_currency,
                    "Currency that answers are converted into, by the rates of the days; none: no conversion")
        ->option_text("CODE");
}

}  // namespace

void add_workspace_command(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<WorkspaceOptions>();
    static_cast<AccountsCommand&>(*options) = base;
    CLI::App* workspace =
        app.add_subcommand("workspace", "Workspaces of an installation, on its data folder");
    workspace->require_subcommand(1);
    add_action(*workspace, options, "list", "List all workspaces", &list, exit_code);
    add_settings(*add_action(*workspace, options, "create", "Make a workspace", &create, exit_code),
                 *options);
    CLI::App* setting =
        add_action(*workspace, options, "set", "Change a workspace's settings", &set, exit_code);
    add_settings(*setting, *options);
    setting->add_option("--name", options->rename, "A new name")->option_text("NAME");
}

}  // namespace insightflow::cli
