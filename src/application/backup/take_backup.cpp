#include "application/backup/take_backup.hpp"

namespace insightflow {
namespace {

Result<void> add_file(const std::string& path, FileTree& tree, BackupManifest& manifest) {
    auto mark = tree.measure(path);
    if (!mark) return mark.error();
    manifest.files.push_back({path, std::move(*mark)});
    return {};
}

// Plain, or archived: it may be archived at this moment, after which it is not plain any more. Gives the
// path; not_found where it is neither.
Result<std::string> keep_body(const BatchId& id, const std::filesystem::path& spool, FileTree& tree) {
    for (const std::string& name : {id, id + std::string(archived_ending)}) {
        const std::string path = std::string(backup_spool_name) + "/" + name;
        const auto kept = tree.keep(spool / name, path);
        if (kept) return path;
        if (kept.error().code != ErrorCode::not_found) return kept.error();
    }
    return not_found("There is no body of the batch " + id + ".");
}

Result<void> add_bodies(const LedgerCopy& ledger, const std::filesystem::path& spool, FileTree& tree,
                        TakenBackup& taken) {
    for (const NamedBody& named : ledger.bodies) {
        const auto path = keep_body(named.batch_id, spool, tree);
        if (!path && path.error().code == ErrorCode::not_found) {
            taken.bodies_missing.push_back(named.batch_id);
            continue;
        }
        if (!path) return path.error();
        if (const auto added = add_file(*path, tree, taken.manifest); !added) return added.error();
        const FileMark& mark = taken.manifest.files.back().mark;
        const bool is_plain = !path->ends_with(archived_ending);
        if (is_plain && mark != FileMark{named.body.bytes, named.body.hash})
            taken.bodies_damaged.push_back(named.batch_id);
    }
    return {};
}

// Of batches that have more rejects than the ledger keeps.
Result<void> add_rejects(const LedgerCopy& ledger, const std::filesystem::path& rejects, FileTree& tree,
                         BackupManifest& manifest) {
    for (const NamedBody& named : ledger.bodies) {
        const std::string path = std::string(backup_rejects_name) + "/" + named.batch_id;
        const auto kept = tree.keep(rejects / named.batch_id, path);
        if (!kept && kept.error().code == ErrorCode::not_found) continue;
        if (!kept) return kept.error();
        if (const auto added = add_file(path, tree, manifest); !added) return added.error();
    }
    return {};
}

}  // namespace

Result<TakenBackup> take_backup(const BackupSources& sources, FileTree& tree, std::string version,
                                std::string created_at, const HashText& hash) {
    TakenBackup taken;
    taken.manifest.version = std::move(version);
    taken.manifest.created_at = std::move(created_at);
    const std::string facts(backup_facts_name);
    const std::string ledger(backup_ledger_name);

    const auto sequence = sources.copy_facts(tree.place_of(facts));
    if (!sequence) return sequence.error();
    taken.manifest.commit_sequence = *sequence;
    const auto known = sources.copy_ledger(tree.place_of(ledger));
    if (!known) return known.error();
    taken.manifest.acceptance = known->acceptance;

    for (const std::string& path : {facts, ledger})
        if (const auto added = add_file(path, tree, taken.manifest); !added) return added.error();
    if (const auto added = add_bodies(*known, sources.spool, tree, taken); !added) return added.error();
    if (const auto added = add_rejects(*known, sources.rejects, tree, taken.manifest); !added)
        return added.error();
    const auto written = tree.write(std::string(manifest_name), manifest_text(taken.manifest, hash));
    if (!written) return written.error();
    if (const auto durable = tree.make_durable(); !durable) return durable.error();
    return taken;
}

}  // namespace insightflow
