#include "cli/cli.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "cli/accounts.hpp"
#include "cli/commands.hpp"

namespace insightflow::cli {

void add_client_commands(CLI::App& app, int& exit_code) {
    add_import(app, exit_code);
    add_query(app, exit_code);
    add_batches(app, exit_code);
}

void add_account_commands(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    add_user_command(app, base, exit_code);
    add_key_commands(app, base, exit_code);
    add_workspace_command(app, base, exit_code);
    add_audit_command(app, base, exit_code);
}

void add_connection_options(CLI::App& command, ConnectionOptions& options) {
    command.add_option("--url", options.url, "Address of the server")
        ->envname("INSIGHTFLOW_URL")
        ->capture_default_str();
    command.add_option("--key-file", options.key_file,
                       "File that holds the API key (else API_KEY or API_KEY_FILE from the environment)");
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

void add_text_option(CLI::App& command, const std::string& parameter, std::string& value,
                     const std::string& help) {
    std::string dashed = parameter;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    const std::string names = dashed == parameter ? "--" + dashed : "--" + dashed + ",--" + parameter;
    command.add_option(names, value, help)->option_text("TEXT");
}

Attempt<ServerAddress> server_address(const ConnectionOptions& options) {
    ServerAddress address{options.url, {}};
    while (!address.url.empty() && address.url.back() == '/') address.url.pop_back();
    std::string key_file = options.key_file;
    if (key_file.empty()) {
        const char* key = std::getenv("API_KEY");
        const char* file = std::getenv("API_KEY_FILE");
        if (key && file) return Failure{exit_usage, "both API_KEY and API_KEY_FILE are set"};
        if (key) address.key = key;
        if (file) key_file = file;
    }
    if (key_file.empty()) return address;
    std::ifstream file(key_file);
    if (!std::getline(file, address.key)) return Failure{exit_io, "cannot read a key from " + key_file};
    while (!address.key.empty() && (address.key.back() == '\r' || address.key.back() == ' '))
        address.key.pop_back();
    return address;
}

int report(const Failure& failure) {
    std::cerr << "insightflow: " << failure.message << '\n';
    return failure.exit_code;
}

}  // namespace insightflow::cli
