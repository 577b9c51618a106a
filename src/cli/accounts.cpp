#include "cli/accounts.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/client.hpp"
#include "domain/text/printable.hpp"
#include "domain/time/day.hpp"

namespace insightflow::cli {
namespace {

// The system's name of who runs the command, for the audit log.
std::string console_user() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr ? entry->pw_name : "uid " + std::to_string(::getuid());
}

int exit_code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::unavailable: return exit_try_again;
        case ErrorCode::storage_full: return exit_io;
        case ErrorCode::internal: return exit_failure;
        default: return exit_data;
    }
}

}  // namespace

Attempt<AccountsDesk> open_desk(const AccountsCommand& command) {
    auto opened = command.open(command.place);
    if (!opened) return opened.error();
    AccountsDesk desk{std::move(*opened), {}, command.clock()};
    desk.scope = {default_workspace, Role::owner, console_user(), ActorKind::console, {}};
    if (command.workspace.empty()) return desk;
    const auto workspaces = desk.ports().workspaces.all();
    if (!workspaces) return failure_of(workspaces.error());
    const auto found = std::ranges::find(*workspaces, command.workspace, &Workspace::name);
    if (found == workspaces->end())
        return Failure{exit_data, "There is no workspace called " + in_quotes(command.workspace) +
                                      ": `insightflow workspace list` shows them."};
    desk.scope.workspace = found->id;
    return desk;
}

Failure failure_of(const Error& error) {
    std::string words = printable(error.message);
    for (const Fault& fault : error.faults) {
        const std::string name = fault.pointer.substr(fault.pointer.rfind('/') + 1);
        words += "\n  " + printable(name) + ": " + printable(fault.detail);
    }
    return {exit_code_of(error.code), std::move(words)};
}

int report(const Error& error) { return report(failure_of(error)); }

void add_place_options(CLI::App& command, AccountsCommand& options) {
    command
        .add_option("--data-dir", options.place.data_dir,
                    "The installation's data folder (default: insightflow-data)")
        ->envname("INSIGHTFLOW_DATA_DIR")
        ->option_text("FOLDER");
    command
        .add_option("--config", options.place.config_file,
                    "The server's configuration file (default: insightflow.toml where it is there)")
        ->envname("INSIGHTFLOW_CONFIG")
        ->option_text("FILE");
}

void add_workspace_option(CLI::App& command, AccountsCommand& options) {
    command.add_option("--workspace", options.workspace, "Name of the workspace (default: the first one)")
        ->option_text("NAME");
}

std::string shown(Timestamp time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time - day).count();
    char clock[16];
    std::snprintf(clock, sizeof clock, "%02d:%02d", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60));
    return day_text(day) + " " + clock;
}

}  // namespace insightflow::cli
