#include "application/backup/manifest.hpp"

#include <gtest/gtest.h>

#include "unit/application/backup/fake_tree.hpp"

namespace insightflow::testing {
namespace {

BackupManifest some_manifest() {
    BackupManifest manifest{"1.2.3", "2026-11-22T04:15:00Z", 42, 45, {}};
    for (const char* path : {"facts.duckdb", "insightflow.sqlite", "spool/01ARZ3NDEKTSV4RRFFQ69G5FAV"})
        manifest.files.push_back({path, {123, fake_hash(path)}});
    return manifest;
}

TEST(Manifest, WhatIsWrittenIsReadBack) {
    EXPECT_EQ(read_manifest(manifest_text(some_manifest(), fake_hash), fake_hash).value(), some_manifest());
    const BackupManifest empty{"1", "now", 0, 0, {}};
    EXPECT_EQ(read_manifest(manifest_text(empty, fake_hash), fake_hash).value(), empty);
}

TEST(Manifest, EveryFlippedBitIsFound) {
    const std::string text = manifest_text(some_manifest(), fake_hash);
    for (std::size_t at = 0; at < text.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = text;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            const auto read = read_manifest(flipped, fake_hash);
            ASSERT_FALSE(read) << at << "." << bit;
            ASSERT_EQ(read.error().code, ErrorCode::unprocessable);
        }
}

TEST(Manifest, EveryCutIsFound) {
    const std::string text = manifest_text(some_manifest(), fake_hash);
    for (std::size_t size = 0; size < text.size(); ++size)
        ASSERT_FALSE(read_manifest(std::string_view(text).substr(0, size), fake_hash)) << size;
    EXPECT_FALSE(read_manifest(text + "\n", fake_hash));
}

TEST(Manifest, AFormatOfAnotherProgramIsRefusedThoughItsHashIsRight) {
    for (const std::string body :
         {"insightflow backup, format 2\nversion 1\ncreated_at x\ncommit_sequence 1\nacceptance 1\n",
          "insightflow backup, format 1\nversion 1\ncreated_at x\ncommit_sequence one\nacceptance 1\n",
          "insightflow backup, format 1\nversion 1\ncreated_at x\ncommit_sequence 1\nacceptance 1\nlink a "
          "b\n"})
        EXPECT_FALSE(read_manifest(body + "hash " + fake_hash(body) + "\n", fake_hash)) << body;
}

// A manifest may be written by anybody: no path of it may lead out of the folder.
TEST(Manifest, OnlyFilesOfABackupCanStandInIt) {
    for (const char* path : {"facts.duckdb", "insightflow.sqlite", "spool/01ARZ3NDEKTSV4RRFFQ69G5FAV",
                             "spool/01ARZ3NDEKTSV4RRFFQ69G5FAV.zst", "rejects/01ARZ3NDEKTSV4RRFFQ69G5FAV"})
        EXPECT_TRUE(is_backup_path(path)) << path;
    for (const char* path :
         {"", "secret.key", "/etc/passwd", "../facts.duckdb", "spool", "spool/", "spool/x",
          "spool/../01ARZ3NDEKTSV4RRFFQ69G5FAV", "spool/01ARZ3NDEKTSV4RRFFQ69G5FAV/x", "MANIFEST",
          "facts.duckdb.zst", "spool/.zst", "rejects/01ARZ3NDEKTSV4RRFFQ69G5FAV.zst",
          "rejects/../facts.duckdb", "spoolx01ARZ3NDEKTSV4RRFFQ69G5FAV"}) {
        EXPECT_FALSE(is_backup_path(path)) << path;
        BackupManifest manifest = some_manifest();
        manifest.files.push_back({path, {1, fake_hash("")}});
        EXPECT_FALSE(read_manifest(manifest_text(manifest, fake_hash), fake_hash)) << path;
    }
}

}  // namespace
}  // namespace insightflow::testing
