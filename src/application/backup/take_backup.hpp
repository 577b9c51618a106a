// Use case: a copy of everything that an installation cannot do without, but for its secret, taken while a
// server works. The facts are copied first, between two commits, and the ledger after them: so it is never
// the older one, and what it took in after the facts' last commit a start of the copy applies again. Bodies
// never change; those that the ledger names are kept.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "application/backup/file_tree.hpp"
#include "application/backup/manifest.hpp"
#include "application/ingestion/intake_store.hpp"

namespace insightflow {

struct NamedBody {
    BatchId batch_id{};
    SpooledBody body{};
};

// What a copy of the ledger knows.
struct LedgerCopy {
    std::int64_t acceptance = 0;  // the highest
    std::vector<NamedBody> bodies{};
};

struct BackupSources {
    // Each makes the file and gives what it holds.
    std::function<Result<std::int64_t>(const std::filesystem::path& to)> copy_facts;
    std::function<Result<LedgerCopy>(const std::filesystem::path& to)> copy_ledger;
    std::filesystem::path spool{};
    std::filesystem::path rejects{};
};

struct TakenBackup {
    BackupManifest manifest{};
    // Batches whose body is not in the spool any more, or not as it came. The backup holds the facts of them
    // all the same.
    std::vector<BatchId> bodies_missing{}, bodies_damaged{};
};

// Fills the tree, which is empty. version and created_at are for the manifest. Errors: those of the sources
// and the tree; what is in the tree then is no backup.
Result<TakenBackup> take_backup(const BackupSources& sources, FileTree& tree, std::string version,
                                std::string created_at, const HashText& hash);

}  // namespace insightflow
