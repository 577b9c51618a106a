#include "adapters/duckdb/fact_copy.hpp"

#include "adapters/duckdb/commit_gate.hpp"
#include "adapters/duckdb/engine.hpp"
#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {
namespace {

namespace fs = std::filesystem;

// Beside the server's own gigabyte: a log is little, and opening a large file needs little.
constexpr std::uint64_t memory_bytes = 256ULL << 20;

fs::path log_of(const fs::path& file) { return fs::path(file).concat(".wal"); }

Error fault_of(const fs::path& file, const std::error_code& fault) {
    const bool full = fault == std::errc::no_space_on_device;
    return {full ? ErrorCode::storage_full : ErrorCode::internal,
            file.string() + " cannot be copied: " + fault.message(),
            {}};
}

// The log holds what the file does not have yet, so both are of one moment.
Result<void> copy_while_still(const fs::path& file, const fs::path& to) {
    CommitGate gate(file);
    const auto pass = gate.enter();
    std::error_code fault;
    fs::copy_file(file, to, fault);
    if (fault) return fault_of(file, fault);
    if (!fs::exists(log_of(file), fault)) return {};
    fs::copy_file(log_of(file), log_of(to), fault);
    if (fault) return fault_of(log_of(file), fault);
    return {};
}

Result<std::int64_t> last_commit_of(const fs::path& copy) {
    EngineConfig config;
    config.threads = 1;
    config.memory_limit_bytes = memory_bytes;
    const auto engine = open(copy, config);
    if (!engine) return engine.error();
    return (*engine)->facts().last_commit_sequence();
}

}  // namespace

Result<std::int64_t> copy_facts(const fs::path& file, const fs::path& to) {
    std::error_code fault;
    if (!fs::exists(file, fault)) return invalid_argument("There is no fact store " + file.string() + ".");
    try {
        if (const auto copied = copy_while_still(file, to); !copied) return copied.error();
    } catch (const EngineFailure& failure) {
        return Error{ErrorCode::internal, file.string() + ": " + failure.what(), {}};
    }
    const auto sequence = last_commit_of(to);
    fs::remove(fs::path(to).concat(".lock"), fault);
    if (sequence && fs::exists(log_of(to), fault))
        return Error{ErrorCode::internal, "The log of " + to.string() + " could not be put into it.", {}};
    return sequence;
}

}  // namespace insightflow::duckdb
