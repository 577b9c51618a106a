// The operator's commands: user, key, workspace, source, audit, signing-key. They work on the data folder
// itself, beside a running server or without one; who may open the folder may do everything. A server sees
// the change within a second.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

#include "application/accounts/ports.hpp"
#include "application/ingestion/source_settings.hpp"
#include "cli/commands.hpp"

namespace insightflow::cli {

// An installation's accounts, opened.
struct OpenedAccounts {
    std::shared_ptr<const void> keeps_alive{};
    const AccountPorts* ports = nullptr;
    KeyedHash audit_hash{};
    SourceSettingPorts source_settings{};
};

// Which installation, and how it is opened.
struct AccountsPlace {
    std::string data_dir{};        // empty: the configured one
    std::string config_file{};     // empty: the one that a server would read
    bool replaces_secret = false;  // whether it may go on with a secret that the store was not written with
};
using OpenAccounts = std::function<Attempt<OpenedAccounts>(const AccountsPlace& place)>;

// What every command of accounts is given.
struct AccountsCommand {
    OpenAccounts open{};
    std::function<Timestamp()> clock{};
    AccountsPlace place{};
    std::string workspace{};  // name; empty: the default workspace
    Format format = Format::table;
};

// The installation and who acts on it: an owner of the workspace, from the console.
struct AccountsDesk {
    OpenedAccounts accounts{};
    AuthorisedScope scope{};
    Timestamp now{};
    const AccountPorts& ports() const { return *accounts.ports; }
};
Attempt<AccountsDesk> open_desk(const AccountsCommand& command);

// With the error's faults, and the exit code of a command on accounts.
Failure failure_of(const Error& error);
int report(const Error& error);

// --data-dir and --config, and --workspace where the command works in one.
void add_place_options(CLI::App& command, AccountsCommand& options);
void add_workspace_option(CLI::App& command, AccountsCommand& options);

std::string shown(Timestamp time);

void add_user_command(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_key_commands(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_workspace_command(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_source_command(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_audit_command(CLI::App& app, const AccountsCommand& base, int& exit_code);

}  // namespace insightflow::cli
