// The embedded fact store and analytics engine: one DuckDB instance, in a file or in memory. The adapter's
// one public header. A file belongs to one process at a time: a second opening is refused, even for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/duckdb/row_version.hpp"
#include "application/analytics/analytics_store.hpp"
#include "application/analytics/change_store.hpp"
#include "application/analytics/entity_store.hpp"
#include "application/analytics/quality_store.hpp"
#include "application/ingestion/fact_inspector.hpp"
#include "application/ingestion/fact_store.hpp"
#include "domain/base/result.hpp"

namespace insightflow::duckdb {

struct EngineConfig {
    unsigned threads = 2;                           // the engine's own, shared by all statements
    std::uint64_t memory_limit_bytes = 1ULL << 30;  // a target, not a hard limit
    // Temporary files beside the database file, and never more than half of what is free there at the
    // opening: work that needs more fails instead of filling the disk. None in memory.
    std::uint64_t spill_bytes_max = 10ULL << 30;
    std::size_t readers_max = 4;  // statements that read at the same time; more wait for their turn
    // Told of every failure of the engine in its own words, from any thread: for the log, never for a reply.
    std::function<void(std::string_view)> on_failure{};
    // A batch is not begun where less than this would stay free on the file's disk: a full disk in the midst
    // of a commit or a checkpoint is the end of an instance.
    std::uint64_t reserve_bytes = 4ULL << 20;
    // For what an older version wrote: of such a file only the inspector's commits and totals can be read.
    bool accepts_older = false;
};

class Engine {
public:
    virtual ~Engine() = default;
    // They live as long as the engine and are told apart only by what they are used for.
    virtual FactStore& facts() = 0;
    virtual AnalyticsStore& analytics() = 0;
    virtual EntityStore& entities() = 0;
    virtual ChangeStore& changes() = 0;
    virtual QualityStore& quality() = 0;
    virtual FactInspector& inspector() = 0;
    // All versions of all rows of a workspace, in memory at once: to verify a store with, not to serve from.
    virtual Result<std::vector<RowVersion>> row_versions(WorkspaceId workspace) = 0;
    // True after a failure that the engine does not survive: from then on every call answers unavailable,
    // until the file is opened anew. Any thread calls it.
    virtual bool is_dead() const = 0;
    // False where stopped first.
    virtual bool wait_until_dead(const std::stop_token& stop) = 0;
    // Opens a dead one's file anew: what is under way in it is interrupted and waited for, its log is read
    // again, and where there is room put into the file. The stores above stay where they are and go on. One
    // thread calls it. Errors: those of open(); then it is as dead as before and may be tried again.
    virtual Result<void> reopen() = 0;
};

// Opens the file, making it and its tables where there is none; without a path a store in memory that ends
// with the engine. Errors, each naming the file: unavailable where another process has it open, conflict
// where its schema is another one or it is no fact store, storage_full, internal where it cannot be read
// as a database.
Result<std::unique_ptr<Engine>> open(const std::optional<std::filesystem::path>& file,
                                     const EngineConfig& config);

}  // namespace insightflow::duckdb
