// When the log of commits goes into the database file. Every commit is in the log before it is seen; a crash
// in the midst of a checkpoint leaves both as they were.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"

namespace insightflow::duckdb {

// A longer log is put into the file after a commit. It is read again at a start after a crash.
inline constexpr std::uint64_t log_bytes_max = 16ULL << 20;
// The engine makes no checkpoint of an update beside a reader. Readers are waited for so long, and longer
// where the log has grown to so much.
inline constexpr std::chrono::milliseconds readers_patience{200};
inline constexpr std::uint64_t log_bytes_urgent = 8 * log_bytes_max;
inline constexpr std::chrono::milliseconds readers_patience_urgent{30'000};
// A checkpoint writes row groups with superseded rows anew; of a large file not more than this at a time.
inline constexpr std::uint64_t rewritten_bytes_max = 1ULL << 30;
// What a row takes in the log: itself, the row that it supersedes, and new words now and then.
inline constexpr std::uint64_t row_log_bytes = 128;

class CheckpointKeeper {
public:
    // Without a file there is no log.
    CheckpointKeeper(Connection& writer, ReaderPool& readers, Guard& guard,
                     const std::optional<std::filesystem::path>& file, std::uint64_t reserve_bytes);

    // Before a commit of so many rows: storage_full where the log could take up the reserve. Without this a
    // disk that fills would end the instance again and again.
    Result<void> check_room(std::int64_t rows) const;

    // To be called after each commit, by the thread that commits. While the disk has no room for a
    // checkpoint, or readers do not end, the log just grows. A checkpoint that fails is not the commit's
    // failure, but the engine is dead after it.
    void after_commit();

    // By whoever has the instance alone; throws what goes wrong. Does nothing where there is no log or no
    // room.
    void put_log_into_file();

private:
    std::uint64_t log_bytes() const;
    bool has_room(std::uint64_t log_bytes) const;

    Connection& writer_;
    ReaderPool& readers_;
    Guard& guard_;
    std::filesystem::path file_{};
    std::uint64_t reserve_bytes_;
};

}  // namespace insightflow::duckdb
