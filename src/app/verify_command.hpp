// `insightflow verify`: whether a data folder that no server has is sound: ledger, facts, bodies and audit
// log, each for itself and all of them together. Changes nothing that a start would not change.
#pragma once

#include "cli/accounts.hpp"

namespace insightflow::app {

// Its exit code is 65 where something is damaged or missing, else 0.
void add_verify(CLI::App& app, const cli::AccountsCommand& base, int& exit_code);

}  // namespace insightflow::app
