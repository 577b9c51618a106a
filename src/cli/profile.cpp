// `insightflow profile`: what is known beforehand of files, as the server has it.
#include <iostream>

#include "cli/commands.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

struct ProfileOptions {
    ConnectionOptions connection;
    std::string name{}, file{};
    Format format = Format::table;
};

constexpr std::string_view path = "/api/v1/data/profiles";

std::string path_of(const std::string& name) { return std::string(path) + "/" + name; }

int list(Client& client, const ProfileOptions& options) {
    const auto reply = client.get(std::string(path));
    if (!reply) return report(reply.error());
    std::vector<JsonValue> rows;
    for (const JsonValue& listed : reply->body.find("data")->items) {
        const JsonValue& profile = *listed.find("profile");
        JsonValue row = JsonValue::object();
        row.set("name", profile.text_of("name"));
        row.set("own", listed.text_of("own") == "true" ? "version " + listed.text_of("version") : "");
        row.set("platform", profile.text_of("platform"));
        row.set("title", profile.text_of("title"));
        rows.push_back(std::move(row));
    }
    print(std::cout, select(rows, {"name", "own", "platform", "title"}), options.format);
    return exit_ok;
}

// As the file that `profile save` takes.
int show(Client& client, const ProfileOptions& options) {
    const auto reply = client.get(path_of(options.name));
    if (!reply) return report(reply.error());
    std::cout << print_json(*reply->body.find("profile")) << '\n';
    return exit_ok;
}

int save(Client& client, const ProfileOptions& options) {
    Upload upload{options.file, "application/json"};
    upload.replaces = true;
    const auto reply = client.upload(path_of(options.name), {}, upload);
    if (!reply) return report(reply.error());
    std::cout << "saved: " << printable(options.name) << ", version "
              << printable(reply->body.text_of("version")) << "; use it with --profile "
              << printable(options.name) << '\n';
    return exit_ok;
}

int remove(Client& client, const ProfileOptions& options) {
    const auto reply = client.remove(path_of(options.name));
    if (!reply) return report(reply.error());
    std::cout << "removed: " << printable(options.name) << '\n';
    return exit_ok;
}

using Action = int (*)(Client&, const ProfileOptions&);

CLI::App* add_action(CLI::App& parent, const std::shared_ptr<ProfileOptions>& options, const char* name,
                     const char* help, Action action, int& exit_code) {
    CLI::App* command = parent.add_subcommand(name, help);
    add_connection_options(*command, options->connection);
    command->callback([options, action, &exit_code] {
        const auto address = server_address(options->connection);
        if (!address) {
            exit_code = report(address.error());
            return;
        }
        Client client(*address);
        exit_code = action(client, *options);
    });
    return command;
}

void add_name(CLI::App& command, ProfileOptions& options) {
    command.add_option("NAME", options.name, "The profile's name")
        ->required()
        ->check([](const std::string& text) {
            constexpr std::string_view allowed =
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-";
            const bool is_name = !text.empty() && text.find_first_not_of(allowed) == std::string::npos;
            return is_name ? std::string() : "is not a profile's name";
        });
}

}  // namespace

void add_profile(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<ProfileOptions>();
    options->connection.local_server = local_server;
    CLI::App* profile = app.add_subcommand("profile", "Profiles: what is known beforehand of files");
    profile->require_subcommand(1);
    CLI::App* listing = add_action(*profile, options, "list", "List your profiles and those of the program",
                                   &list, exit_code);
    add_format_option(*listing, options->format);
    add_name(*add_action(*profile, options, "show", "Print a profile as JSON", &show, exit_code), *options);
    CLI::App* saving = add_action(*profile, options, "save",
                                  "Save a profile of your own, or a new version of it", &save, exit_code);
    add_name(*saving, *options);
    saving->add_option("FILE", options->file, "The profile as JSON, as `profile show` prints it")->required();
    add_name(*add_action(*profile, options, "remove", "Remove a profile of your own", &remove, exit_code),
             *options);
}

}  // namespace insightflow::cli
