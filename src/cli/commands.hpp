// One function per client command, and the options that all of them share.
#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>

#include "cli/client.hpp"
#include "cli/table.hpp"

namespace insightflow::cli {

// --url and --key-file; INSIGHTFLOW_URL from the environment, and API_KEY or API_KEY_FILE where no key file
// is given.
struct ConnectionOptions {
    std::string url = "http://127.0.0.1:8080";
    std::string key_file{};
};

void add_connection_options(CLI::App& command, ConnectionOptions& options);
void add_format_option(CLI::App& command, Format& format);
// An option named like the query parameter, with dashes; with underscores it is understood too.
void add_text_option(CLI::App& command, const std::string& parameter, std::string& value,
                     const std::string& help);

// The address with the key found; a failure where a named key file cannot be read, and where the environment
// says both API_KEY and API_KEY_FILE, as for the server.
Attempt<ServerAddress> server_address(const ConnectionOptions& options);

// Prints the failure on stderr and gives its exit code.
int report(const Failure& failure);

void add_import(CLI::App& app, int& exit_code);
void add_query(CLI::App& app, int& exit_code);
void add_batches(CLI::App& app, int& exit_code);

}  // namespace insightflow::cli
