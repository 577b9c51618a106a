#include "adapters/duckdb/checkpoint_keeper.hpp"

#include <algorithm>
#include <system_error>

namespace insightflow::duckdb {
namespace {

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code none;
    const std::uintmax_t bytes = std::filesystem::file_size(file, none);
    return none ? 0 : bytes;
}

}  // namespace

CheckpointKeeper::CheckpointKeeper(Connection& writer, ReaderPool& readers, Guard& guard,
                                   const std::optional<std::filesystem::path>& file,
                                   std::uint64_t reserve_bytes)
    : writer_(writer), readers_(readers), guard_(guard), reserve_bytes_(reserve_bytes) {
    if (file) file_ = std::filesystem::absolute(*file);
}

Result<void> CheckpointKeeper::check_room(std::int64_t rows) const {
    if (file_.empty()) return {};
    std::error_code unknown;
    const std::filesystem::space_info disk = std::filesystem::space(file_.parent_path(), unknown);
    const std::uint64_t needed = reserve_bytes_ + static_cast<std::uint64_t>(rows) * row_log_bytes;
    if (unknown || disk.available >= needed) return {};
    return error_of(EngineFailure(FailureKind::storage_full, ""));
}

void CheckpointKeeper::after_commit() {
    const std::uint64_t bytes = log_bytes();
    if (bytes < log_bytes_max || !has_room(bytes)) return;
    const auto quiet = readers_.pause(bytes < log_bytes_urgent ? readers_patience : readers_patience_urgent);
    if (!quiet) return;
    (void)guard_.run<void>([&]() -> Result<void> {
        writer_.script("CHECKPOINT");
        return {};
    });
}

void CheckpointKeeper::put_log_into_file() {
    const std::uint64_t bytes = log_bytes();
    if (bytes > 0 && has_room(bytes)) writer_.script("CHECKPOINT");
}

std::uint64_t CheckpointKeeper::log_bytes() const {
    return file_.empty() ? 0 : size_of(std::filesystem::path(file_).concat(".wal"));
}

bool CheckpointKeeper::has_room(std::uint64_t log_bytes) const {
    std::error_code unknown;
    const std::filesystem::space_info disk = std::filesystem::space(file_.parent_path(), unknown);
    return unknown || disk.available > 2 * log_bytes + std::min(size_of(file_), rewritten_bytes_max);
}

}  // namespace insightflow::duckdb
