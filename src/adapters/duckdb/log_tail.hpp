// The end of a log that a disk has spoilt. DuckDB ignores an entry that is cut short, as a crash leaves it,
// but refuses a file whose log holds a complete entry with a wrong checksum: zeros or old blocks at the end,
// after a power failure, or a flipped bit.
//
// What such a log has lost is in the ledger of batches and in the spool, so it is cut after its last sound
// commit and the lost batches are loaded again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace insightflow::duckdb {

struct SpoiltLog {
    std::uint64_t kept_bytes = 0;
    std::uint64_t lost_bytes = 0;
    std::filesystem::path copy{};  // the log as it was found
};

// Called while nobody has the database open. nullopt, and nothing is changed, where the log is sound, is cut
// short, is none, or is not to be cut: where it is of another version, and where a checkpoint is recorded in
// the lost part, for then the file holds already what the kept part would do again. Throws EngineFailure
// where it cannot be read or written.
std::optional<SpoiltLog> cut_spoilt_log(const std::filesystem::path& database_file);

}  // namespace insightflow::duckdb
