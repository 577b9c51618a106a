// `insightflow key`: API keys. `insightflow signing-key`: what access tokens are signed with.
#include <algorithm>
#include <iostream>

#include "application/accounts/api_keys.hpp"
#include "application/accounts/signing_keys.hpp"
#include "cli/accounts.hpp"
#include "cli/client.hpp"

namespace insightflow::cli {
namespace {

struct KeyOptions : AccountsCommand {
    std::string label{}, id{}, role{};
    std::vector<std::string> scopes{};
    int days = 0;
    bool at_once = false;
};

// What a key may have: no more than an owner.
std::vector<std::string> scope_names() {
    std::vector<std::string> names;
    for (const auto& [permission, name] : permission_names)
        if (PermissionSet(Role::owner).contains(permission)) names.emplace_back(name);
    return names;
}

PermissionSet permissions_of(const KeyOptions& options) {
    if (options.scopes.empty()) return role_named(options.role).value_or(Role::viewer);
    PermissionSet out;
    for (const auto& [permission, name] : permission_names)
        if (std::ranges::count(options.scopes, name) > 0) out.insert(permission);
    return out;
}

int create(const KeyOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    NewKey request{options.label, permissions_of(options), {}};
    if (options.days > 0) request.expires_at = desk->now + std::chrono::days{options.days};
    const auto made = create_key(desk->scope, request, {}, desk->now, desk->ports());
    if (!made) return report(made.error());
    // The key alone goes to standard output: KEY=$(insightflow key create ...)
    std::cerr << "insightflow: made key " << made->stored.id << " (" << scopes_text(made->stored.permissions)
              << "); it is shown only this once:\n";
    std::cout << made->key << std::endl;
    return exit_ok;
}

int list(const KeyOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    const auto keys = list_keys(desk->scope, desk->ports());
    if (!keys) return report(keys.error());
    const auto time = [](const std::optional<Timestamp>& at) {
        return at ? JsonValue::string(shown(*at)) : JsonValue{};
    };
    std::vector<JsonValue> rows;
    for (const StoredKey& key : *keys) {
        JsonValue row = JsonValue::object();
        row.set("id", key.id);
        row.set("label", key.label);
        row.set("scopes", scopes_text(key.permissions));
        row.set("created_by", key.created_by);
        row.set("expires_at", time(key.expires_at));
        row.set("last_used_at", time(key.last_used_at));
        row.set("revoked_at", time(key.revoked_at));
        rows.push_back(std::move(row));
    }
    print(std::cout,
          select(rows, {"id", "label", "scopes", "created_by", "expires_at", "last_used_at", "revoked_at"}),
          options.format);
    return exit_ok;
}

int revoke(const KeyOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    const auto revoked = revoke_key(desk->scope, options.id, {}, desk->now, desk->ports());
    if (!revoked) return report(revoked.error());
    std::cout << "revoked; a running server refuses it within a second\n";
    return exit_ok;
}

int rotate(const KeyOptions& options) {
    AccountsCommand command = options;
    // The old keys are worth nothing from now on, so the secret that opens them may be lost.
    command.place.replaces_secret = options.at_once;
    const auto desk = open_desk(command);
    if (!desk) return report(desk.error());
    const Rotation rotation = options.at_once ? Rotation::now : Rotation::gentle;
    const auto rotated = rotate_signing_key(desk->scope, rotation, desk->now, desk->ports());
    if (!rotated) return report(rotated.error());
    std::cout << (options.at_once ? "a new key signs; access tokens made before are refused within a second\n"
                                  : "a new key signs; access tokens made before live to their end\n");
    return exit_ok;
}

using Action = int (*)(const KeyOptions&);

CLI::App* add_action(CLI::App& parent, const std::shared_ptr<KeyOptions>& options, const char* name,
                     const char* help, Action action, int& exit_code) {
    CLI::App* command = parent.add_subcommand(name, help);
    add_place_options(*command, *options);
    command->callback([options, action, &exit_code] { exit_code = action(*options); });
    return command;
}

void add_signing_key_command(CLI::App& app, const std::shared_ptr<KeyOptions>& options, int& exit_code) {
    CLI::App* parent = app.add_subcommand("signing-key", "The key that signs access tokens");
    parent->require_subcommand(1);
    CLI::App* command =
        add_action(*parent, options, "rotate", "Make a new key that signs from now on", &rotate, exit_code);
    command->add_flag(
        "--now", options->at_once,
        "Refuse tokens that older keys signed; everybody refreshes. Without it they live to their "
        "end");
}

}  // namespace

void add_key_commands(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<KeyOptions>();
    static_cast<AccountsCommand&>(*options) = base;
    CLI::App* key = app.add_subcommand("key", "API keys of an installation, on its data folder");
    key->require_subcommand(1);
    CLI::App* creating =
        add_action(*key, options, "create", "Make an API key and print it", &create, exit_code);
    creating->add_option("--label", options->label, "What it is for")->required()->option_text("TEXT");
    CLI::Option* role = creating->add_option("--role", options->role, "viewer (default), editor or owner")
                            ->check(CLI::IsMember({"viewer", "editor", "owner"}).description(""))
                            ->option_text("ROLE");
    creating->add_option("--scope", options->scopes, "Scopes instead of a role, separated by commas")
        ->delimiter(',')
        ->check(CLI::IsMember(scope_names()).description(""))
        ->option_text("NAMES")
        ->excludes(role);
    creating
        ->add_option("--expires-in-days", options->days,
                     "After how many days it ends by itself, 1 to 3650 (default: never)")
        ->check(CLI::Range(1, 3650))
        ->option_text("DAYS");
    add_workspace_option(*creating, *options);
    CLI::App* listing = add_action(*key, options, "list", "List the keys of a workspace", &list, exit_code);
    add_workspace_option(*listing, *options);
    add_format_option(*listing, options->format);
    CLI::App* revoking = add_action(*key, options, "revoke", "Revoke a key, for good", &revoke, exit_code);
    revoking->add_option("ID", options->id, "The key's id, as `key list` shows it")->required();
    add_workspace_option(*revoking, *options);
    add_signing_key_command(app, options, exit_code);
}

}  // namespace insightflow::cli
