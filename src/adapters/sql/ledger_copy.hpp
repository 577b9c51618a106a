// A copy of the transactional store's file, taken beside whoever uses it.
#pragma once

#include <filesystem>

#include "application/backup/take_backup.hpp"
#include "domain/base/result.hpp"

namespace insightflow::sql {

// Copies the store as it is at one moment to `to`, where nothing is yet, as one file, and gives what the copy
// knows. Nobody waits for it. The copy is not fsynced. Errors, each naming the file: invalid_argument where
// there is no store or it is damaged; storage_full; unavailable.
Result<LedgerCopy> copy_ledger(const std::filesystem::path& file, const std::filesystem::path& to);

// What a store knows that nobody uses.
Result<LedgerCopy> read_ledger(const std::filesystem::path& file);

}  // namespace insightflow::sql
