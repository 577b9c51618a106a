// The operator's commands: user, key, workspace, audit, signing-key. They work on the data folder itself,
// beside a running server or without one; who may open the folder may do everything. A server sees the change
// within a second.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

#include "application/accounts/ports.hpp"
#include "cli/commands.hpp"

namespace insightflow::cli {

// An installation's accounts, opened.
struct OpenedAccounts {
    std::shared_ptr<const void> keeps_alive{};
    const AccountPorts* ports = nullptr;
    KeyedHash audit_hash{};
};

// data_dir: empty for the default.
using OpenAccounts = std::function<Result<OpenedAccounts>(const std::string& data_dir)>;

// What every command of accounts is given.
struct AccountsCommand {
    OpenAccounts open{};
    std::function<Timestamp()> clock{};
    std::string data_dir{};
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
Result<AccountsDesk> open_desk(const AccountsCommand& command);

// Prints the error and its faults on stderr and gives the exit code.
int report(const Error& error);

// --data-dir, and --workspace where the command works in one.
void add_data_dir_option(CLI::App& command, AccountsCommand& options);
void add_workspace_option(CLI::App& command, AccountsCommand& options);

std::string shown(Timestamp time);

void add_user_command(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_key_commands(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_workspace_command(CLI::App& app, const AccountsCommand& base, int& exit_code);
void add_audit_command(CLI::App& app, const AccountsCommand& base, int& exit_code);

}  // namespace insightflow::cli
