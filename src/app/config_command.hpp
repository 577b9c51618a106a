// The flags of the settings, and `insightflow config show | check`.
#pragma once

#include <memory>

#include "app/configuration.hpp"

namespace CLI {
class App;
}

namespace insightflow::app {

// --config and a flag for every setting that is no secret. What is used of them will be in the result, beside
// the process's environment.
std::shared_ptr<ConfigSources> add_setting_flags(CLI::App& command);

void add_config(CLI::App& app, int& exit_code);

}  // namespace insightflow::app
