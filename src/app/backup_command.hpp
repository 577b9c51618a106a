// `insightflow backup` and `insightflow restore`: they work on the data folder itself, beside a running
// server or without one, for who may open the folder may do everything.
#pragma once

#include <memory>
#include <string>

#include "app/config.hpp"
#include "application/backup/verify_backup.hpp"
#include "cli/accounts.hpp"

namespace insightflow::app {

// backup, and backup verify.
void add_backup(CLI::App& app, const cli::AccountsCommand& base, int& exit_code);

// Errors: a failure where there is no such folder.
cli::Attempt<std::unique_ptr<FileTree>> open_backup(const std::string& folder);

// Says every fault; whether there is none.
bool is_whole(const BackupVerdict& verdict);

// The configuration that a server of that place would have. Errors: those of read_configuration().
Result<ServeConfig> configured(const cli::AccountsPlace& place);

// Errors: invalid_argument where no installation is in the folder, or it is another user's.
Result<void> check_installation(const std::filesystem::path& folder);

// "20261122T041500Z" and "2026-11-22T04:15:00Z".
struct Moment {
    std::string name, text;
};
Moment moment_of(Timestamp time);

// An event of the installation, by who sits at the console. What it tells of is done already, so that a
// failure is only warned of.
void record_at_console(const cli::AccountsCommand& command, std::string_view action,
                       const std::string& detail);

void add_restore(CLI::App& app, int& exit_code);

}  // namespace insightflow::app
