// `insightflow rebuild`: builds the facts of a data folder that no server has anew from the kept bodies, and
// keeps the old file.
#pragma once

#include "cli/accounts.hpp"

namespace insightflow::app {

void add_rebuild(CLI::App& app, const cli::AccountsCommand& base, int& exit_code);

}  // namespace insightflow::app
