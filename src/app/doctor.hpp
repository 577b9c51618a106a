// `insightflow doctor`: looks at everything that the server needs on this machine, changes nothing that a
// start would not change, and says for each thing what to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/configuration.hpp"

namespace CLI {
class App;
}

namespace insightflow::app {

enum class Verdict : std::uint8_t { ok, warn, fail };

struct Finding {
    std::string check;
    Verdict verdict = Verdict::ok;
    std::string detail{};
    std::string remedy{};  // what to do; empty where nothing is
};

// The configuration first; where it is not valid, nothing else can be looked at.
std::vector<Finding> examine(const ConfigSources& sources);

// Its exit code is 1 where a finding is a failure, else 0.
void add_doctor(CLI::App& app, int& exit_code);

}  // namespace insightflow::app
