// One function per client command, and the options that all of them share.
#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>

#include "cli/cli.hpp"
#include "cli/table.hpp"

namespace insightflow::cli {

// --url, --data-dir and --key-file; INSIGHTFLOW_URL from the environment, and API_KEY or API_KEY_FILE where
// no key file is given.
struct ConnectionOptions {
    LocalServer local_server;
    std::string url{};
    std::string data_dir{};
    std::string key_file{};
};

// Where neither a URL nor a data folder leads to a server.
inline constexpr std::string_view default_url = "http://127.0.0.1:8080";

void add_connection_options(CLI::App& command, ConnectionOptions& options);
void add_format_option(CLI::App& command, Format& format);
// An option named like the query parameter, with dashes; with underscores it is understood too.
void add_text_option(CLI::App& command, const std::string& parameter, std::string& value,
                     const std::string& help);

// The positional BATCH.
CLI::Option* add_batch_id(CLI::App& command, std::string& batch_id, const std::string& help);

// The address with the key found; a failure where a named key file cannot be read, and where the environment
// says both API_KEY and API_KEY_FILE, as for the server.
Attempt<ServerAddress> server_address(const ConnectionOptions& options, NoServer otherwise = NoServer::start);

// Gets the path with what was said of its parameters.
Attempt<JsonValue> ask(const ConnectionOptions& options, const std::string& path,
                       const std::map<std::string, std::string>& parameters);

// Prints the failure on stderr and gives its exit code.
int report(const Failure& failure);

void add_import(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_query(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_batches(CLI::App& app, int& exit_code, const LocalServer& local_server);

void add_changes(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_profile(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_quality(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_retry(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_undo(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_health(CLI::App& app, int& exit_code, const LocalServer& local_server);

}  // namespace insightflow::cli
