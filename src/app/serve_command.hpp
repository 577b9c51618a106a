// `insightflow serve`: runs the server until SIGTERM or SIGINT.
#pragma once

namespace CLI {
class App;
}

namespace insightflow::app {

// Its exit code is 0 after a drain, else as in report.hpp.
void add_serve(CLI::App& app, int& exit_code);

}  // namespace insightflow::app
