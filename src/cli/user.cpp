// `insightflow user`: accounts and who is a member of which workspace.
#include <algorithm>
#include <iostream>

#include "application/accounts/users.hpp"
#include "cli/accounts.hpp"
#include "cli/password_input.hpp"

namespace insightflow::cli {
namespace {

struct UserOptions : AccountsCommand {
    std::string email{};
    std::string role = "viewer";
};

CLI::Option* add_role_option(CLI::App& command, UserOptions& options, const char* name) {
    return command.add_option(name, options.role, "viewer (default), editor or owner")
        ->check(CLI::IsMember({"viewer", "editor", "owner"}).description(""))
        ->option_text("ROLE");
}

Role role_of(const UserOptions& options) { return role_named(options.role).value_or(Role::viewer); }

// Nobody is asked for the password of an account that exists already.
Result<std::string> add(const AccountsDesk& desk, const UserOptions& options) {
    const std::string as = " is " + options.role + " now";
    const auto known = add_known_user(desk.scope, options.email, role_of(options), desk.now, desk.ports());
    if (known) return known->user.email + as + "; the account and its password are as before";
    if (known.error().code != ErrorCode::not_found) return known.error();
    const auto password = read_password();
    if (!password) return password.error();
    const auto member =
        add_user(desk.scope, {options.email, *password, role_of(options)}, {}, desk.now, desk.ports());
    if (!member) return member.error();
    return member->user.email + as;
}

Result<Member> find_member(const AccountsDesk& desk, const std::string& email) {
    const auto members = list_users(desk.scope, desk.ports());
    if (!members) return members.error();
    const std::string folded = folded_email(email).value_or("");
    for (const Member& member : *members)
        if (member.user.email == folded) return member;
    return not_found("The workspace has no member with this e-mail address.");
}

Result<std::string> set_role(const AccountsDesk& desk, const UserOptions& options) {
    const auto member = find_member(desk, options.email);
    if (!member) return member.error();
    const auto changed =
        set_user_role(desk.scope, member->user.id, role_of(options), {}, desk.now, desk.ports());
    if (!changed) return changed.error();
    return changed->user.email + " is " + options.role + " now";
}

Result<std::string> remove(const AccountsDesk& desk, const UserOptions& options) {
    const auto member = find_member(desk, options.email);
    if (!member) return member.error();
    const auto removed = remove_user(desk.scope, member->user.id, {}, desk.now, desk.ports());
    if (!removed) return removed.error();
    return member->user.email + " is no member any more";
}

Result<std::string> set_password(const AccountsDesk& desk, const UserOptions& options) {
    const auto password = read_password();
    if (!password) return password.error();
    const auto changed = reset_password(desk.scope, options.email, *password, desk.now, desk.ports());
    if (!changed) return changed.error();
    return std::string("the password is changed, and the user's sessions have ended");
}

int list(const AccountsDesk& desk, const UserOptions& options) {
    const auto members = list_users(desk.scope, desk.ports());
    if (!members) return report(members.error());
    std::vector<JsonValue> rows;
    for (const Member& member : *members) {
        JsonValue row = JsonValue::object();
        row.set("email", member.user.email);
        row.set("role", name_of(member.role));
        row.set("id", member.user.id);
        row.set("created_at", shown(member.user.created_at));
        rows.push_back(std::move(row));
    }
    print(std::cout, select(rows, {"email", "role", "id", "created_at"}), options.format);
    return 0;
}

using Action = Result<std::string> (*)(const AccountsDesk&, const UserOptions&);

// A subcommand that does one thing to one user and says so.
CLI::App* add_action(CLI::App& user, const std::shared_ptr<UserOptions>& options, const char* name,
                     const char* help, Action action, int& exit_code) {
    CLI::App* command = user.add_subcommand(name, help);
    command->add_option("EMAIL", options->email, "The user's e-mail address")->required();
    add_place_options(*command, *options);
    command->callback([options, action, &exit_code] {
        const auto desk = open_desk(*options);
        if (!desk) {
            exit_code = report(desk.error());
            return;
        }
        const auto said = action(*desk, *options);
        if (said) std::cout << *said << '\n';
        exit_code = said ? 0 : report(said.error());
    });
    return command;
}

}  // namespace

void add_user_command(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<UserOptions>(UserOptions{base, {}, "viewer"});
    CLI::App* user = app.add_subcommand("user", "Users of an installation, on its data folder");
    user->require_subcommand(1);
    CLI::App* adding =
        add_action(*user, options, "add",
                   "Make an account, or an existing one a member of the workspace; the password is "
                   "asked for, or read from standard input",
                   &add, exit_code);
    add_role_option(*adding, *options, "--role")->capture_default_str();
    add_workspace_option(*adding, *options);
    CLI::App* role = add_action(*user, options, "role", "Change a member's role", &set_role, exit_code);
    add_role_option(*role, *options, "ROLE")->required();
    add_workspace_option(*role, *options);
    CLI::App* removing =
        add_action(*user, options, "remove",
                   "Remove a member; an account that is a member nowhere is deleted", &remove, exit_code);
    add_workspace_option(*removing, *options);
    add_action(*user, options, "password", "Set a new password; ends the user's sessions", &set_password,
               exit_code);
    CLI::App* listing = user->add_subcommand("list", "List the members of a workspace");
    add_place_options(*listing, *options);
    add_workspace_option(*listing, *options);
    add_format_option(*listing, options->format);
    listing->callback([options, &exit_code] {
        const auto desk = open_desk(*options);
        exit_code = desk ? list(*desk, *options) : report(desk.error());
    });
}

}  // namespace insightflow::cli
