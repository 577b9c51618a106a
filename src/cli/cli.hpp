// The commands of `insightflow`. import, query and batches speak HTTP to a running server; user, key,
// signing-key, workspace and audit work on the data folder. None holds a business rule.
#pragma once

namespace CLI {
class App;
}

namespace insightflow::cli {

struct AccountsCommand;

// Registers the commands; the one that runs sets exit_code.
void add_client_commands(CLI::App& app, int& exit_code);
void add_account_commands(CLI::App& app, const AccountsCommand& base, int& exit_code);

}  // namespace insightflow::cli
