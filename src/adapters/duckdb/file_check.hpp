// Whether a database file is as it was written, told before it is served from: DuckDB itself looks at a
// block's checksum when the block is read, which may be weeks later.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// A larger file is not read as a whole at a start; in it, damage is found when the damaged block is read.
inline constexpr std::uint64_t checked_bytes_max = 2ULL << 30;

// Reads the file and compares each block with its checksum, at the speed of the disk. False where one
// differs, or the file does not end with a block: that block may be a free one, which a crash has left half
// written. True for a file that is not there, and for one that is too large.
bool blocks_are_sound(const std::filesystem::path& database_file);

// Opens the file, to read only, and reads every value of every table; throws EngineFailure where one cannot
// be read. Nobody has the file open.
void read_everything(const std::filesystem::path& database_file, std::vector<Setting> settings);

}  // namespace insightflow::duckdb
