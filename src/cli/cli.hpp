// The client commands of `insightflow`: import, query, batches. They speak HTTP to a running server and hold
// no business rule.
#pragma once

namespace CLI {
class App;
}

namespace insightflow::cli {

// Registers the commands; the one that runs sets exit_code.
void add_client_commands(CLI::App& app, int& exit_code);

}  // namespace insightflow::cli
