// A password from whoever runs a command: asked for twice without echo on a terminal, else the first line of
// standard input. Never a flag: those are seen in the list of processes.
#pragma once

#include <string>

#include "domain/base/result.hpp"

namespace insightflow::cli {

// Errors: invalid_argument where the two differ, or nothing came.
Result<std::string> read_password();

}  // namespace insightflow::cli
