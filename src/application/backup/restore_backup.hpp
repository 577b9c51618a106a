// Use case: a backup becomes a data folder.
#pragma once

#include "application/backup/file_tree.hpp"

namespace insightflow {

// Copies the files of a backup that was verified into the tree, the ledger last, for without it no server
// starts on the rest. Errors: unprocessable where a file is no longer what the manifest says; those of the
// trees.
Result<void> restore_backup(const BackupManifest& manifest, const FileTree& backup, FileTree& to);

}  // namespace insightflow
