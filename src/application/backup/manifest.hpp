// What a backup holds, as the text of its manifest: who made it and when, the moment that it is of, every
// file with its size and hash, and at the end the hash of all that. One line each, so that eyes and scripts
// read it as well.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "application/accounts/crypto_functions.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

inline constexpr std::string_view manifest_name = "MANIFEST";
inline constexpr std::string_view backup_facts_name = "facts.duckdb";
inline constexpr std::string_view backup_ledger_name = "insightflow.sqlite";
inline constexpr std::string_view backup_spool_name = "spool";
inline constexpr std::string_view backup_rejects_name = "rejects";
// Of a body that is archived.
inline constexpr std::string_view archived_ending = ".zst";

struct FileMark {
    std::uint64_t bytes = 0;
    std::string hash{};  // hex of BLAKE2b-256
    friend bool operator==(const FileMark&, const FileMark&) = default;
};

struct BackupFile {
    std::string path{};  // from the backup's folder: "spool/01J..."
    FileMark mark{};
    friend bool operator==(const BackupFile&, const BackupFile&) = default;
};

struct BackupManifest {
    std::string version{};     // of the program that made it
    std::string created_at{};  // RFC 3339
    // Of the facts: the last commit that they hold.
    std::int64_t commit_sequence = 0;
    // Of the ledger, which is a little younger: the last batch that it took in.
    std::int64_t acceptance = 0;
    std::vector<BackupFile> files{};
    friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};

// Whether a backup may hold a file of this path: no other is ever read, written or made.
bool is_backup_path(std::string_view path);

std::string manifest_text(const BackupManifest& manifest, const HashText& hash);

// Errors: unprocessable where the text is not, byte for byte, one that manifest_text() wrote.
Result<BackupManifest> read_manifest(std::string_view text, const HashText& hash);

}  // namespace insightflow
