// Rejects in a folder: they arrive in <n>.part, and are kept in a file named by their batch's id.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "application/ingestion/reject_files.hpp"

namespace insightflow::files {

// Creates the folder (0700) where it is missing, and removes what was being written when the process ended.
// Nothing is synced: a file that a power cut damages is noticed by its reader, and a retry writes it again.
// reserve_bytes: room that stays free on the disk. Errors: invalid_argument where the path is no folder that
// can be written.
Result<std::unique_ptr<RejectFiles>> open_reject_files(const std::filesystem::path& folder,
                                                       std::uint64_t reserve_bytes = 64ULL << 20,
                                                       std::uint64_t file_bytes_max = reject_file_bytes_max);

}  // namespace insightflow::files
