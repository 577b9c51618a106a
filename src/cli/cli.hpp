// The commands of `insightflow` beside serve. import, query, batches and health speak HTTP to a server;
// without
// --url they work on a data folder: through the server that has it, else through one that is started within
// this process for as long as the command takes. user, key, signing-key, workspace, source and audit work on
// the data folder itself. None holds a business rule.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/client.hpp"

namespace CLI {
class App;
}

namespace insightflow::cli {

struct AccountsCommand;

// What may become of a data folder that has no server.
enum class NoServer { refuse, start, start_and_make_folder };

// The server of a data folder: the given one, else the configured one. nullopt where no folder was given or
// configured and the default one is not there.
using LocalServer =
    std::function<Attempt<std::optional<ServerAddress>>(const std::string& data_dir, NoServer otherwise)>;

// Registers the commands; the one that runs sets exit_code.
void add_client_commands(CLI::App& app, int& exit_code, const LocalServer& local_server);
void add_account_commands(CLI::App& app, const AccountsCommand& base, int& exit_code);

}  // namespace insightflow::cli
