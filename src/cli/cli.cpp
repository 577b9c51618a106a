#include "cli/cli.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "application/accounts/authenticate.hpp"
#include "cli/accounts.hpp"
#include "cli/commands.hpp"
#include "domain/text/first_line.hpp"

namespace insightflow::cli {

void add_client_commands(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    add_import(app, exit_code, local_server);
    add_query(app, exit_code, local_server);
    add_batches(app, exit_code, local_server);
    add_undo(app, exit_code, local_server);
    add_profile(app, exit_code, local_server);
    add_retry(app, exit_code, local_server);
    add_changes(app, exit_code, local_server);
    add_quality(app, exit_code, local_server);
    add_health(app, exit_code, local_server);
}

void add_account_commands(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    add_user_command(app, base, exit_code);
    add_key_commands(app, base, exit_code);
    add_workspace_command(app, base, exit_code);
    add_source_command(app, base, exit_code);
    add_audit_command(app, base, exit_code);
}

void add_connection_options(CLI::App& command, ConnectionOptions& options) {
    command.add_option("--url", options.url, "Address of a server to speak to")
        ->envname("INSIGHTFLOW_URL")
        ->option_text("URL");
    command
        .add_option("--data-dir", options.data_dir,
                    "Without --url: the data folder to work on, by its server where one runs (else "
                    "INSIGHTFLOW_DATA_DIR or insightflow-data; where that is not there, " +
                        std::string(default_url) + ")")
        ->option_text("FOLDER");
    command
        .add_option("--key-file", options.key_file,
                    "File that holds the API key (else API_KEY or API_KEY_FILE from the environment); its "
                    "workspace is worked on. A folder without a server needs none")
        ->option_text("FILE");
}

void add_format_option(CLI::App& command, Format& format) {
    static const std::map<std::string, Format> names{
        {"table", Format::table}, {"csv", Format::csv}, {"json", Format::json}};
    command
        .add_option_function<std::string>(
            "--format", [&format](const std::string& name) { format = names.at(name); },
            "How to print: table, csv or json (default: table)")
        ->check(CLI::IsMember(std::set<std::string>{"table", "csv", "json"}, CLI::ignore_case))
        ->option_text("FORMAT");
}

CLI::Option* add_batch_id(CLI::App& command, std::string& batch_id, const std::string& help) {
    return command.add_option("BATCH", batch_id, help)->check([](const std::string& text) {
        const bool sane =
            !text.empty() && text.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos;
        return sane ? std::string() : "is not a batch id";
    });
}

void add_text_option(CLI::App& command, const std::string& parameter, std::string& value,
                     const std::string& help) {
    std::string dashed = parameter;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    const std::string names = dashed == parameter ? "--" + dashed : "--" + dashed + ",--" + parameter;
    command.add_option(names, value, help)->option_text("TEXT");
}

namespace {

// Empty where none is given.
Attempt<std::string> given_key(const ConnectionOptions& options) {
    std::string key_file = options.key_file;
    if (key_file.empty()) {
        const char* key = std::getenv("API_KEY");
        const char* file = std::getenv("API_KEY_FILE");
        if (key && file) return Failure{exit_usage, "both API_KEY and API_KEY_FILE are set"};
        if (!file) return std::string(key ? key : "");
        key_file = file;
    }
    std::ifstream file(key_file);
    auto key = first_line(file, key_bytes_max);
    if (!key || key->size() > key_bytes_max) return Failure{exit_io, "cannot read a key from " + key_file};
    return *std::move(key);
}

Attempt<ServerAddress> address_without_key(const ConnectionOptions& options, NoServer otherwise) {
    ServerAddress address;
    address.url = options.url;
    if (address.url.empty()) {
        auto local = options.local_server(options.data_dir, otherwise);
        if (!local) return local.error();
        address = local->value_or(ServerAddress{.url = std::string(default_url)});
    }
    while (!address.url.empty() && address.url.back() == '/') address.url.pop_back();
    return address;
}

}  // namespace

Attempt<ServerAddress> server_address(const ConnectionOptions& options, NoServer otherwise) {
    const auto key = given_key(options);
    if (!key) return key.error();
    auto address = address_without_key(options, otherwise);
    // One that this process started has a key of its own, for those who give none.
    if (address && !key->empty()) address->key = *key;
    return address;
}

Attempt<JsonValue> ask(const ConnectionOptions& options, const std::string& path,
                       const std::map<std::string, std::string>& parameters) {
    const auto address = server_address(options);
    if (!address) return address.error();
    Parameters query;
    for (const auto& [name, value] : parameters)
        if (!value.empty()) query.emplace_back(name, value);
    auto reply = Client(*address).get(path, query);
    if (!reply) return reply.error();
    return std::move(reply->body);
}

int report(const Failure& failure) {
    std::cerr << "insightflow: " << failure.message << '\n';
    return failure.exit_code;
}

}  // namespace insightflow::cli
