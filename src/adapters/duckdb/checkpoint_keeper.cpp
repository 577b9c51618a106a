#include "adapters/duckdb/checkpoint_keeper.hpp"

#include <system_error>

namespace insightflow::duckdb {

CheckpointKeeper::CheckpointKeeper(Connection& writer, Guard& guard,
                                   const std::optional<std::filesystem::path>& file)
    : writer_(writer), guard_(guard) {
    if (file) log_ = std::filesystem::absolute(*file).concat(".wal");
}

void CheckpointKeeper::after_commit() {
    if (!is_due()) return;
    (void)guard_.run<void>([&]() -> Result<void> {
        writer_.script("CHECKPOINT");
        return {};
    });
}

bool CheckpointKeeper::is_due() const {
    std::error_code unknown;
    const std::uint64_t bytes = log_.empty() ? 0 : std::filesystem::file_size(log_, unknown);
    if (unknown || bytes < log_bytes_max) return false;
    const std::filesystem::space_info disk = std::filesystem::space(log_.parent_path(), unknown);
    return unknown || disk.available > 2 * bytes;
}

}  // namespace insightflow::duckdb
