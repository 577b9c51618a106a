#include "adapters/duckdb/engine.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include "adapters/duckdb/analytics_store.hpp"
#include "adapters/duckdb/change_store.hpp"
#include "adapters/duckdb/checkpoint_keeper.hpp"
#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/entity_store.hpp"
#include "adapters/duckdb/fact_store.hpp"
#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "adapters/duckdb/row_versions.hpp"
#include "adapters/duckdb/schema.hpp"

namespace insightflow::duckdb {
namespace {

// No statement may load code or reach outside the database file, and nothing can undo that: the lock
// comes last.
constexpr const char* hardening = R"sql(
SET autoinstall_known_extensions = false;
SET autoload_known_extensions = false;
SET allow_community_extensions = false;
SET enable_external_access = false;
SET lock_configuration = true;
)sql";

std::uint64_t spill_bytes(const std::optional<std::filesystem::path>& file, const EngineConfig& config) {
    std::error_code unknown;
    const auto disk =
        std::filesystem::space(file ? std::filesystem::absolute(*file).parent_path() : "/", unknown);
    return unknown ? config.spill_bytes_max
                   : std::min<std::uint64_t>(config.spill_bytes_max, disk.available / 2);
}

std::vector<Setting> settings_of(const std::optional<std::filesystem::path>& file,
                                 const EngineConfig& config) {
    std::vector<Setting> settings{
        {"threads", std::to_string(config.threads)},
        {"memory_limit", std::to_string(config.memory_limit_bytes) + "B"},
        // The engine's own checkpoint at a commit takes the place of the log's entry, and readers see the
        // commit before it is done: a batch that was reported as applied could be gone after a crash. So it
        // is never left to it: see CheckpointKeeper.
        {"checkpoint_threshold", "1TiB"},
        {"max_temp_directory_size", std::to_string(spill_bytes(file, config)) + "B"},
    };
    // A store in memory stays in memory: with no folder of its own it would spill into the working directory.
    settings.push_back({"temp_directory", file ? file->string() + ".spill" : ""});
    return settings;
}

class DuckEngine final : public Engine {
public:
    DuckEngine(const std::optional<std::filesystem::path>& file, const EngineConfig& config)
        : database_(file ? file->string() : "", settings_of(file, config)),
          writer_(database_),
          readers_(database_, config.readers_max),
          guard_(config.on_failure),
          checkpoints_(writer_, readers_, guard_, file),
          facts_(writer_, readers_, guard_, checkpoints_),
          analytics_(readers_, guard_),
          entities_(readers_, guard_),
          changes_(readers_, guard_) {}

    Result<void> prepare() {
        writer_.script(hardening);
        if (auto schema = ensure_schema(writer_); !schema) return schema;
        facts_.recall_last_commit();
        return {};
    }

    FactStore& facts() override { return facts_; }
    AnalyticsStore& analytics() override { return analytics_; }
    EntityStore& entities() override { return entities_; }
    ChangeStore& changes() override { return changes_; }
    bool is_dead() const override { return guard_.is_dead(); }

    Result<std::vector<RowVersion>> row_versions(WorkspaceId workspace) override {
        using Versions = Result<std::vector<RowVersion>>;
        return guard_.run<std::vector<RowVersion>>([&]() -> Versions {
            const auto reader = readers_.lend({});
            return read_row_versions(*reader, workspace);
        });
    }

private:
    Database database_;
    Connection writer_;
    ReaderPool readers_;
    Guard guard_;
    CheckpointKeeper checkpoints_;
    DuckFactStore facts_;
    DuckAnalyticsStore analytics_;
    DuckEntityStore entities_;
    DuckChangeStore changes_;
};

Error error_at_open(const EngineFailure& failure, const std::string& name) {
    const std::string_view detail = failure.what();
    if (detail.find("Could not set lock") != std::string_view::npos) {
        return {ErrorCode::unavailable, name + " is open in another process"};
    }
    if (failure.kind() != FailureKind::other) {
        const Error error = error_of(failure);
        return {error.code, name + ": " + error.message};
    }
    return {ErrorCode::internal, name + " cannot be opened as a fact store; it may be damaged"};
}

}  // namespace

Result<std::unique_ptr<Engine>> open(const std::optional<std::filesystem::path>& file,
                                     const EngineConfig& config) {
    const std::string name = file ? file->string() : "the store in memory";
    try {
        auto engine = std::make_unique<DuckEngine>(file, config);
        if (auto prepared = engine->prepare(); !prepared) {
            return Error{prepared.error().code, name + ": " + prepared.error().message};
        }
        return std::unique_ptr<Engine>(std::move(engine));
    } catch (const EngineFailure& failure) {
        if (config.on_failure) config.on_failure(failure.what());
        return error_at_open(failure, name);
    }
}

}  // namespace insightflow::duckdb
