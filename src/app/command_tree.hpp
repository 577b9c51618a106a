// The commands of the program as CLI11 has them, flattened for what is derived from them.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace insightflow::app {

struct CommandOption {
    std::vector<std::string> flags{};  // "-h", "--help"; empty for a positional
    std::string value_name{};          // "FILE"; empty where it takes no value
    std::string help{};
    std::vector<std::string> values{};  // all that it may be, where they are listed
};

struct Command {
    std::string path{};  // "config show"; empty for the program itself
    std::string help{};
    std::vector<CommandOption> options{};
    std::vector<std::string> subcommands{};  // the last words of their paths
};

// The program first, each command before its subcommands.
std::vector<Command> command_tree(const CLI::App& app);

}  // namespace insightflow::app
