// `insightflow serve`: builds the adapters, wires the use cases, serves until SIGTERM or SIGINT.
#pragma once

#include "app/config.hpp"

namespace insightflow::app {

// The process's exit code: 0 after a drain, 78 (EX_CONFIG) for a configuration that cannot work, 69 where the
// port or the data folder is taken, 1 for the rest.
int serve(const ServeFlags& flags);

}  // namespace insightflow::app
