// Derived from the tree of commands and the table of settings: the manual page and the completion of bash.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace insightflow::app {

// man(7) source of insightflow(1).
std::string manual_page(const CLI::App& app);
// A script that bash sources.
std::string bash_completion(const CLI::App& app);

// `insightflow man` and `insightflow completion bash`. The app outlives what it is asked for.
void add_manual(CLI::App& app);

}  // namespace insightflow::app
