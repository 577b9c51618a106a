#include "adapters/duckdb/engine.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include "adapters/duckdb/analytics_store.hpp"
#include "adapters/duckdb/change_store.hpp"
#include "adapters/duckdb/checkpoint_keeper.hpp"
#include "adapters/duckdb/commit_gate.hpp"
#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/entity_store.hpp"
#include "adapters/duckdb/fact_inspector.hpp"
#include "adapters/duckdb/fact_store.hpp"
#include "adapters/duckdb/file_check.hpp"
#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/log_tail.hpp"
#include "adapters/duckdb/quality_store.hpp"
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

Error error_at_open(const EngineFailure& failure, const std::string& name);

constexpr std::string_view ways_out =
    "`insightflow verify` says what is damaged; `insightflow restore` makes a data folder of a backup; "
    "`insightflow rebuild`, or moving the file (and its .wal) away, has it made anew from the kept bodies.";

std::string name_of(const std::optional<std::filesystem::path>& file) {
    return file ? file->string() : "the store in memory";
}

void mend_log(const std::optional<std::filesystem::path>& file, const EngineConfig& config) {
    const auto spoilt = file ? cut_spoilt_log(*file) : std::nullopt;
    if (!spoilt || !config.on_failure) return;
    config.on_failure("The log of " + file->string() +
                      " was spoilt and is cut: " + std::to_string(spoilt->kept_bytes) + " bytes are kept, " +
                      std::to_string(spoilt->lost_bytes) + " are lost; as it was it is " +
                      spoilt->copy.string() + ". What the ledger has of the lost part is loaded again.");
}

class DuckEngine final : public Engine {
public:
    DuckEngine(const std::optional<std::filesystem::path>& file, const EngineConfig& config)
        : file_(file),
          config_(config),
          gate_(file),
          opening_or_closing_(gate_.enter()),
          database_(file ? file->string() : "", settings_of(file, config)),
          writer_(database_),
          readers_(database_, config.readers_max),
          guard_(config.on_failure),
          checkpoints_(writer_, readers_, guard_, file, config.reserve_bytes),
          facts_(writer_, readers_, guard_, checkpoints_, gate_),
          analytics_(readers_, guard_),
          entities_(readers_, guard_),
          changes_(readers_, guard_),
          quality_(readers_, guard_),
          inspector_(readers_, guard_) {}

    // The engine writes the file when it is closed, too.
    ~DuckEngine() override {
        try {
            if (!opening_or_closing_) opening_or_closing_.emplace(gate_.enter());
        } catch (const EngineFailure&) {
            // A lock that cannot be had is no reason to leave the file open.
        }
    }

    // Once, before any other call.
    Result<void> prepare() {
        writer_.script(hardening);
        if (auto schema = ensure_schema(writer_, config_.accepts_older); !schema) return schema;
        facts_.recall_last_commit();
        opening_or_closing_.reset();
        return {};
    }

    FactStore& facts() override { return facts_; }
    AnalyticsStore& analytics() override { return analytics_; }
    EntityStore& entities() override { return entities_; }
    ChangeStore& changes() override { return changes_; }
    QualityStore& quality() override { return quality_; }
    FactInspector& inspector() override { return inspector_; }
    bool is_dead() const override { return guard_.is_dead(); }
    bool wait_until_dead(const std::stop_token& stop) override { return guard_.wait_until_dead(stop); }

    Result<void> reopen() override {
        guard_.wait_until_left([this] {
            readers_.interrupt_lent();
            writer_.interrupt();
        });
        if (const auto renewed = renew(Log::into_file)) return revived();
        // It died again over its log, or cannot be opened. Reading goes on beside a log that stays.
        if (const auto renewed = renew(Log::stays); !renewed) return renewed;
        return revived();
    }

    Result<std::vector<RowVersion>> row_versions(WorkspaceId workspace) override {
        using Versions = Result<std::vector<RowVersion>>;
        return guard_.run<std::vector<RowVersion>>([&]() -> Versions {
            const auto reader = readers_.lend({});
            return read_row_versions(*reader, workspace);
        });
    }

private:
    enum class Log : std::uint8_t { into_file, stays };

    // Nobody else is within.
    Result<void> renew(Log log) {
        try {
            const auto pass = gate_.enter();
            readers_.close_all();
            writer_.close();
            database_.close();
            mend_log(file_, config_);
            database_.open(settings_of(file_, config_));
            writer_.open();
            if (auto prepared = prepare(); !prepared) return prepared;
            // What a failed fsync left may be in the page cache alone, and the next fsync would not say so:
            // it is written anew.
            if (log == Log::into_file) checkpoints_.put_log_into_file();
            return {};
        } catch (const EngineFailure& failure) {
            if (config_.on_failure) config_.on_failure(failure.what());
            return error_at_open(failure, name_of(file_));
        }
    }

    Result<void> revived() {
        guard_.revive();
        return {};
    }

    const std::optional<std::filesystem::path> file_;
    const EngineConfig config_;
    CommitGate gate_;
    std::optional<CommitGate::Pass> opening_or_closing_;
    Database database_;
    Connection writer_;
    ReaderPool readers_;
    Guard guard_;
    CheckpointKeeper checkpoints_;
    DuckFactStore facts_;
    DuckAnalyticsStore analytics_;
    DuckEntityStore entities_;
    DuckChangeStore changes_;
    DuckQualityStore quality_;
    DuckFactInspector inspector_;
};

Error error_at_open(const EngineFailure& failure, const std::string& name) {
    const std::string_view detail = failure.what();
    if (detail.find("Could not set lock") != std::string_view::npos) {
        return {ErrorCode::unavailable, name + " is open in another process"};
    }
    if (failure.kind() != FailureKind::other && failure.kind() != FailureKind::damaged) {
        const Error error = error_of(failure);
        return {error.code, name + ": " + error.message};
    }
    return {ErrorCode::damaged,
            name + " is damaged, or is no fact store, and was left as it is. " + std::string(ways_out)};
}

}  // namespace

Result<std::unique_ptr<Engine>> open(const std::optional<std::filesystem::path>& file,
                                     const EngineConfig& config) {
    const std::string name = name_of(file);
    try {
        mend_log(file, config);
        if (file && !blocks_are_sound(*file)) read_everything(*file, settings_of(file, config));
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
