// When the log of commits goes into the database file. Every commit is in the log before it is seen; a crash
// in the midst of a checkpoint leaves both as they were.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/guard.hpp"

namespace insightflow::duckdb {

// A longer log is put into the file after a commit. It is read again at a start after a crash.
inline constexpr std::uint64_t log_bytes_max = 16ULL << 20;

class CheckpointKeeper {
public:
    // Without a file there is no log.
    CheckpointKeeper(Connection& writer, Guard& guard, const std::optional<std::filesystem::path>& file);

    // To be called after each commit, by the thread that commits. What fails is not the commit's failure;
    // while the disk has no room for a checkpoint the log just grows.
    void after_commit();

private:
    bool is_due() const;

    Connection& writer_;
    Guard& guard_;
    std::filesystem::path log_{};
};

}  // namespace insightflow::duckdb
