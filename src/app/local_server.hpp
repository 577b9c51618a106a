// The server of a data folder, for the client commands: the one that has it, else one within this process.
#pragma once

#include "cli/cli.hpp"

namespace insightflow::app {

// See cli::LocalServer. A server of this process listens on a free port of 127.0.0.1, takes the configured
// key, a random one that only this process knows where there is none, and those of the installation, and is
// stopped when nobody has the address any more.
cli::Attempt<std::optional<cli::ServerAddress>> local_server(const std::string& data_dir,
                                                             cli::NoServer otherwise);

}  // namespace insightflow::app
