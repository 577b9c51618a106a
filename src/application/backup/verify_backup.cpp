#include "application/backup/verify_backup.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace insightflow {
namespace {

// A line is about 110 bytes: ten million batches.
constexpr std::size_t manifest_bytes_max = std::size_t{1} << 30;

std::optional<std::string> fault_of(const BackupFile& file, FileTree& tree) {
    const auto mark = tree.measure(file.path);
    if (!mark && mark.error().code == ErrorCode::not_found) return "is missing";
    if (!mark) return mark.error().message;
    if (mark->bytes != file.mark.bytes)
        return "has " + std::to_string(mark->bytes) + " bytes, not " + std::to_string(file.mark.bytes);
    if (mark->hash != file.mark.hash) return "is damaged: its hash is not that of the manifest";
    return std::nullopt;
}

// The manifest with its own faults.
BackupVerdict read_verdict(FileTree& tree, const HashText& hash) {
    const std::string name(manifest_name);
    BackupVerdict verdict;
    const auto text = tree.read(name, manifest_bytes_max);
    if (!text && text.error().code == ErrorCode::not_found) {
        verdict.faults.push_back({name, "is missing: this is no backup, or not all of one"});
        return verdict;
    }
    auto manifest = text ? read_manifest(*text, hash) : Result<BackupManifest>(text.error());
    if (manifest)
        verdict.manifest = std::move(*manifest);
    else
        verdict.faults.push_back({name, manifest.error().message});
    return verdict;
}

}  // namespace

Result<BackupVerdict> verify_backup(FileTree& tree, const HashText& hash) {
    const auto found = tree.list();
    if (!found) return found.error();
    BackupVerdict verdict = read_verdict(tree, hash);
    if (!verdict.faults.empty()) return verdict;
    std::set<std::string> told{std::string(manifest_name)};
    for (const BackupFile& file : verdict.manifest.files) {
        told.insert(file.path);
        if (auto fault = fault_of(file, tree)) verdict.faults.push_back({file.path, std::move(*fault)});
    }
    for (const std::string& path : *found)
        if (!told.contains(path)) verdict.faults.push_back({path, "is not of the backup"});
    return verdict;
}

BackupVerdict verify_file(FileTree& tree, std::string_view path, const HashText& hash) {
    BackupVerdict verdict = read_verdict(tree, hash);
    if (!verdict.faults.empty()) return verdict;
    const auto file = std::ranges::find(verdict.manifest.files, path, &BackupFile::path);
    if (file == verdict.manifest.files.end())
        verdict.faults.push_back({std::string(path), "is not in the backup"});
    else if (auto fault = fault_of(*file, tree))
        verdict.faults.push_back({file->path, std::move(*fault)});
    return verdict;
}

}  // namespace insightflow
