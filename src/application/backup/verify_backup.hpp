// Use case: whether a backup is, bit for bit, what was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "application/backup/file_tree.hpp"

namespace insightflow {

struct BackupFault {
    std::string path{};
    std::string what{};  // "is missing"
    friend bool operator==(const BackupFault&, const BackupFault&) = default;
};

struct BackupVerdict {
    BackupManifest manifest{};          // empty where it is at fault itself
    std::vector<BackupFault> faults{};  // none: the backup is whole
};

// Reads all of it. Errors: those of listing the tree.
Result<BackupVerdict> verify_backup(FileTree& tree, const HashText& hash);

// Reads the manifest and this file, and nothing else.
BackupVerdict verify_file(FileTree& tree, std::string_view path, const HashText& hash);

}  // namespace insightflow
