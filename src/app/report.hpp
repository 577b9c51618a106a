// How the server's own commands end in failure.
#pragma once

#include "cli/client.hpp"
#include "domain/base/result.hpp"

namespace insightflow::app {

// After sysexits.h: 78 for a configuration that cannot work, 69 where the port or the data folder is taken,
// 65 (cli::exit_data) where what is stored is damaged.
enum ExitCode : int { exit_failure = 1, exit_usage = 2, exit_unavailable = 69, exit_config = 78 };

int exit_code_of(const Error& error);
// With the error's faults.
cli::Failure failure_of(const Error& error);
// Prints the error and its faults on stderr and gives the exit code.
int report(const Error& error);

}  // namespace insightflow::app
