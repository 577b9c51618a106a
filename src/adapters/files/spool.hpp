// The spool as a folder: a body arrives in <n>.part and is kept under its batch id, without an ending.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "application/ingestion/spool.hpp"

namespace insightflow::files {

// Room that stays free on the disks, for the stores.
inline constexpr std::uint64_t reserve_bytes_default = 64ULL * 1024 * 1024;

struct SpoolConfig {
    std::uint64_t reserve_bytes = reserve_bytes_default;
    // Looked at beside the spool's own folder, which may be a mount: where the stores are.
    std::vector<std::filesystem::path> also_with_reserve{};
    // Told of what the disk refused, in the system's words, from any thread: for the log, never for a reply.
    std::function<void(std::string_view)> on_failure{};
};

// Creates the folder (0700) where it is missing and removes bodies that were still arriving when the process
// ended. Only one process may have the folder open: see DataFolder. Errors: invalid_argument where the path
// is no folder that can be written. The Spool may be used from any thread, one SpoolWriter from one thread at
// a time. A SpoolWriter must not outlive its Spool.
Result<std::unique_ptr<Spool>> open_spool(const std::filesystem::path& folder, SpoolConfig config = {});

}  // namespace insightflow::files
