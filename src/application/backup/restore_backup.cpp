#include "application/backup/restore_backup.hpp"

#include <algorithm>

namespace insightflow {
namespace {

Result<void> copy_file(const BackupFile& file, const FileTree& backup, FileTree& to) {
    const auto copied = to.copy(backup.place_of(file.path), file.path);
    if (!copied) return copied.error();
    if (*copied == file.mark) return {};
    return Error{ErrorCode::unprocessable, file.path + " changed while it was read: verify the backup.", {}};
}

}  // namespace

Result<void> restore_backup(const BackupManifest& manifest, const FileTree& backup, FileTree& to) {
    const auto is_ledger = [](const BackupFile& file) { return file.path == backup_ledger_name; };
    for (const BackupFile& file : manifest.files)
        if (!is_ledger(file))
            if (const auto copied = copy_file(file, backup, to); !copied) return copied;
    if (const auto durable = to.make_durable(); !durable) return durable;
    const auto ledger = std::ranges::find_if(manifest.files, is_ledger);
    if (ledger == manifest.files.end())
        return Error{
            ErrorCode::unprocessable, "The backup holds no " + std::string(backup_ledger_name) + ".", {}};
    if (const auto copied = copy_file(*ledger, backup, to); !copied) return copied;
    return to.make_durable();
}

}  // namespace insightflow
