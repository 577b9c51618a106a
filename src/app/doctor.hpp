// `insightflow doctor`: looks at everything that the server needs on this machine, changes nothing that a
// start would not change, and says for each thing what to do.
#pragma once

#include <vector>

#include "app/configuration.hpp"
#include "app/findings.hpp"

namespace CLI {
class App;
}

namespace insightflow::app {

// The configuration first; where it is not valid, nothing else can be looked at.
std::vector<Finding> examine(const ConfigSources& sources);

// Its exit code is 1 where a finding is a failure, else 0.
void add_doctor(CLI::App& app, int& exit_code);

}  // namespace insightflow::app
