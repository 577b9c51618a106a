#include "app/instance.hpp"

#include <sys/statvfs.h>

#include <chrono>

#include "adapters/crypto/sodium.hpp"
#include "adapters/duckdb/engine.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/reject_files.hpp"
#include "adapters/files/spool.hpp"
#include "adapters/metrics/timed_analytics_store.hpp"
#include "adapters/sql/store.hpp"
#include "adapters/text/nfc.hpp"
#include "app/accounts.hpp"
#include "app/archivist.hpp"
#include "app/batch_log.hpp"
#include "app/body_converter.hpp"
#include "app/fact_store_keeper.hpp"
#include "app/logging.hpp"
#include "app/metrics_endpoint.hpp"
#include "app/process.hpp"
#include "app/quality_watch.hpp"
#include "app/routes.hpp"
#include "app/shipped_profiles.hpp"
#include "app/simulator.hpp"
#include "app/version.hpp"
#include "application/ingestion/job_runner.hpp"
#include "application/ingestion/preview_batch.hpp"
#include "application/ingestion/recover.hpp"
#include "domain/time/day_in_zone.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {
namespace {

// Everything that lives as long as the server, in the order in which it is built; it goes in the reverse
// order.
struct Installation {
    files::DataFolder folder;
    std::unique_ptr<metrics::Metrics> counted{};
    std::unique_ptr<sql::Store> store{};
    std::unique_ptr<Accounts> accounts{};
    std::unique_ptr<duckdb::Engine> engine{};
    std::unique_ptr<metrics::TimedAnalyticsStore> analytics{};
    std::unique_ptr<metrics::TimedEntityStore> entities{};
    std::unique_ptr<Spool> spool{};
    std::unique_ptr<RejectFiles> reject_files{};
    std::unique_ptr<ProfilePorts> profiles{};
    std::unique_ptr<SourceSettingPorts> source_settings{};
    std::unique_ptr<JobRunner> runner{};
    std::unique_ptr<BatchAcceptor> acceptor{};
    std::unique_ptr<BatchPreviewer> previewer{};
    std::unique_ptr<BatchPorts> batches{};
    std::unique_ptr<FactStoreKeeper> keeper{};
    std::unique_ptr<QualityBoard> quality{};
    KeyedHash cursor_hash{};
};

// Tells of a store's failures, in a log line and in a count that an alert watches.
std::function<void(std::string_view)> failure_log(metrics::Metrics& counted, metrics::StoreKind store,
                                                  std::string line) {
    return [&counted, store, line = std::move(line)](std::string_view detail) {
        counted.store_failed(store);
        log_event(LogLevel::error, line, {{"detail", std::string(detail)}});
    };
}

std::unique_ptr<JobRunner> make_runner(Installation& installation, std::uint64_t reserve_bytes) {
    LoadPorts ports{installation.store->intakes(),
                    *installation.spool,
                    make_readers(reserve_bytes),
                    &text::nfc,
                    &now,
                    installation.reject_files.get(),
                    find_shelf(*installation.profiles)};
    return std::make_unique<JobRunner>(ports, installation.engine->facts(), JobLimits{},
                                       logged_events(*installation.counted));
}

// Free for a process of this user, as `df` has it.
double free_bytes(const std::filesystem::path& folder) {
    struct statvfs room {};
    if (statvfs(folder.c_str(), &room) != 0) return 0;
    return static_cast<double>(room.f_bavail) * static_cast<double>(room.f_frsize);
}

void add_gauges(Installation& installation) {
    metrics::Metrics& counted = *installation.counted;
    counted.add_gauge("insightflow_ingest_queue_batches", "Batches that are taken in and not at their end.",
                      [&runner = *installation.runner] { return static_cast<double>(runner.backlog()); });
    counted.add_gauge("insightflow_fact_store_dead",
                      "1 from a failure that ends the fact store until it is open again.",
                      [&engine = *installation.engine] { return engine.is_dead() ? 1.0 : 0.0; });
    counted.add_counter("insightflow_fact_store_reopened_total",
                        "How often the fact store was opened again after a failure.",
                        [&keeper = *installation.keeper] { return static_cast<double>(keeper.reopened()); });
    add_quality_gauges(counted, *installation.quality);
    counted.add_gauge("insightflow_data_folder_free_bytes", "Room on the disk of the data folder.",
                      [folder = installation.folder.path()] { return free_bytes(folder); });
}

RecoverPorts recover_ports(const Installation& installation) {
    return {installation.store->intakes(), installation.engine->facts(), *installation.spool,
            *installation.runner, [](const std::string& line) { log_event(LogLevel::warning, line); }};
}

std::string time_zone_of(const Authenticator& authenticator, WorkspaceId id) {
    const auto workspace = authenticator.workspace(id);
    return workspace ? workspace->time_zone : Workspace{}.time_zone;
}

std::function<std::string(WorkspaceId)> time_zones(const Installation& installation) {
    return [&authenticator = installation.accounts->authenticator()](WorkspaceId id) {
        return time_zone_of(authenticator, id);
    };
}

Result<Installation> open_installation(const ServeConfig& config) {
    auto folder = files::DataFolder::open(config.data_dir);
    if (!folder) return folder.error();
    const std::filesystem::path path = folder->path();
    const auto secret = open_secret_key(config);
    if (!secret) return secret.error();
    auto counted = std::make_unique<metrics::Metrics>(version);
    auto store =
        sql::open(path / store_name, secret->keyed_hash(audit_purpose), sql::readers_default,
                  failure_log(*counted, metrics::StoreKind::ledger, "failure of the ledger of batches"));
    if (!store) return store.error();
    auto accounts = Accounts::open(**store, *secret, config.api_key, now());
    if (!accounts) return accounts.error();
    duckdb::EngineConfig engine_config;
    engine_config.on_failure = failure_log(*counted, metrics::StoreKind::facts, "failure of the fact store");
    // A batch that was taken in may use most of the room that those to come must leave.
    engine_config.reserve_bytes = config.disk_reserve_bytes / 4;
    auto engine = duckdb::open(path / "facts.duckdb", engine_config);
    if (!engine) return engine.error();
    auto spool = files::open_spool(
        path / "spool", {config.disk_reserve_bytes,
                         {path},
                         failure_log(*counted, metrics::StoreKind::spool, "failure of the spool")});
    if (!spool) return spool.error();
    auto reject_files = files::open_reject_files(path / "rejects");
    if (!reject_files) return reject_files.error();

    Installation out{.folder = std::move(*folder),
                     .counted = std::move(counted),
                     .store = std::move(*store),
                     .accounts = std::move(*accounts),
                     .engine = std::move(*engine),
                     .spool = std::move(*spool),
                     .reject_files = std::move(*reject_files),
                     .cursor_hash = secret->keyed_hash("page cursors")};
    out.analytics = std::make_unique<metrics::TimedAnalyticsStore>(out.engine->analytics(), *out.counted);
    out.entities = std::make_unique<metrics::TimedEntityStore>(out.engine->entities(), *out.counted);
    out.profiles = std::make_unique<ProfilePorts>(profile_ports(*out.store));
    out.runner = make_runner(out, config.disk_reserve_bytes);
    const auto default_currency = [accounts = out.accounts.get()](WorkspaceId id) {
        const auto workspace = accounts->authenticator().workspace(id);
        return workspace ? workspace->currency : Workspace{}.currency;
    };
    out.source_settings = std::make_unique<SourceSettingPorts>(SourceSettingPorts{
        &out.store->source_settings(), find_profile_named(*out.profiles), &out.engine->facts()});
    const ResolvePorts resolve{default_currency, out.source_settings->profile_named,
                               out.source_settings->store};
    out.acceptor = std::make_unique<BatchAcceptor>(AcceptPorts{
        out.store->intakes(), *out.spool, *out.runner, &crypto::blake2b_hex, &crypto::random_bytes, resolve});
    out.previewer = std::make_unique<BatchPreviewer>(
        PreviewPorts{*out.spool, out.engine->facts(), make_readers(config.disk_reserve_bytes), &text::nfc,
                     resolve, find_shelf(*out.profiles), out.runner->gate()});
    out.batches = std::make_unique<BatchPorts>(BatchPorts{out.store->intakes(), out.engine->facts(),
                                                          *out.runner, *out.runner, out.reject_files.get()});
    out.keeper = std::make_unique<FactStoreKeeper>(*out.engine, recover_ports(out));
    out.quality = std::make_unique<QualityBoard>(
        QualityPorts{out.engine->quality(), out.store->intakes(), &now, time_zones(out)});
    add_gauges(out);
    return out;
}

Result<void> resume(Installation& installation) {
    const auto recovery = recover(recover_ports(installation), now());
    if (!recovery) return recovery.error();
    if (*recovery != Recovery{})
        log_event(LogLevel::info, "recovered",
                  {{"queued", static_cast<std::int64_t>(recovery->queued)},
                   {"replayed", static_cast<std::int64_t>(recovery->replayed)},
                   {"finished", static_cast<std::int64_t>(recovery->finished)},
                   {"undone", static_cast<std::int64_t>(recovery->undone)},
                   {"failed", static_cast<std::int64_t>(recovery->failed)},
                   {"bodies_removed", static_cast<std::int64_t>(recovery->bodies_removed)}});
    installation.runner->start();
    installation.keeper->start();
    return {};
}

// The label of a user is an e-mail address, which is nobody's business in a log: the id tells who it was.
void log_access(metrics::Metrics& counted, const http::AccessRecord& record) {
    counted.request_ended(record.method, record.route, record.status,
                          std::chrono::microseconds(record.duration_us));
    log_event(LogLevel::info, "request",
              {{"method", record.method},
               {"route", record.route},
               {"status", std::int64_t{record.status}},
               {"duration_us", record.duration_us},
               {"bytes_in", static_cast<std::int64_t>(record.bytes_in)},
               {"bytes_out", static_cast<std::int64_t>(record.bytes_out)},
               {"request_id", record.request_id},
               {"trace_id", record.trace_id},
               {"actor", std::string(name_of(record.actor))},
               {"actor_id", record.actor_id},
               {"key", record.actor == ActorKind::user ? std::string() : record.key_label},
               {"remote", record.remote}});
}

// The token of /metrics is a key that may read nothing else.
std::function<Result<AuthorisedScope>(std::string_view)> make_authenticate(
    Authenticator& authenticator, const std::optional<std::string>& metrics_token) {
    return [&authenticator, metrics_token](std::string_view token) -> Result<AuthorisedScope> {
        if (metrics_token &&
            crypto::equal_in_constant_time(crypto::blake2b_hex(token), crypto::blake2b_hex(*metrics_token)))
            return AuthorisedScope{{}, {Permission::metrics_read}, "metrics", ActorKind::environment, {}};
        return authenticator.authenticate(token, now());
    };
}

http::ServerHooks make_hooks(const ServeConfig& config, const Installation& installation,
                             std::function<void()> alive) {
    http::ServerHooks hooks;
    Authenticator& authenticator = installation.accounts->authenticator();
    hooks.authenticate = make_authenticate(authenticator, config.metrics_token);
    hooks.log_access = [&counted = *installation.counted](const http::AccessRecord& record) {
        log_access(counted, record);
    };
    hooks.log_fault = &log_internal_fault;
    hooks.log_refused = [](const std::string& client, std::size_t refused) {
        log_event(LogLevel::warning, "connections refused: the client has as many as it may have",
                  {{"client", client}, {"refused", static_cast<std::int64_t>(refused)}});
    };
    hooks.count_active = [&counted = *installation.counted](std::string_view method, int change) {
        counted.count_active_request(method, change);
    };
    hooks.alive = std::move(alive);
    return hooks;
}

http::NotReady make_not_ready(const Installation& installation) {
    return [&authenticator = installation.accounts->authenticator(), &engine = *installation.engine] {
        std::vector<std::string> reasons;
        if (!authenticator.knows_anybody())
            reasons.emplace_back("nobody owns this installation yet: set it up at /setup");
        if (!authenticator.is_current(now()))
            reasons.emplace_back("the accounts cannot be read: the log says why");
        if (engine.is_dead())
            reasons.emplace_back("the fact store is opened again after a failure: the log says which");
        return reasons;
    };
}

// The workspace's own day.
Today make_today(const Authenticator& authenticator) {
    return [&authenticator](WorkspaceId id) { return day_in_zone(now(), time_zone_of(authenticator, id)); };
}

AsOf make_as_of(const Installation& installation) {
    AsOfPorts ports{installation.engine->facts(), installation.store->intakes(), time_zones(installation)};
    return [ports = std::move(ports)](std::string_view text, const AuthorisedScope& scope, Timestamp when) {
        return commit_of(text, scope, when, ports);
    };
}

AnalyticsPorts make_analytics(const Installation& installation) {
    return {installation.analytics.get(), &installation.store->rates(),
            [&authenticator = installation.accounts->authenticator()](WorkspaceId id) {
                const auto workspace = authenticator.workspace(id);
                return workspace ? workspace->reporting_currency : std::nullopt;
            },
            known_findings(*installation.quality)};
}

std::optional<Permission> permission_of_metrics(const ServeConfig& config) {
    if (config.metrics_listen) return std::nullopt;
    return config.metrics_token ? Permission::metrics_read : Permission::none;
}

http::Router make_main_router(const ServeConfig& config, const Installation& installation) {
    return make_router({.acceptor = installation.acceptor.get(),
                        .previewer = installation.previewer.get(),
                        .profiles = installation.profiles.get(),
                        .batches = installation.batches.get(),
                        .analytics = make_analytics(installation),
                        .source_settings = installation.source_settings.get(),
                        .accounts = &installation.accounts->ports(),
                        .auth = &installation.accounts->auth_ports(),
                        .clock = &now,
                        .today = make_today(installation.accounts->authenticator()),
                        .as_of = make_as_of(installation),
                        .listings = {installation.entities.get(), installation.analytics.get(),
                                     installation.cursor_hash, make_as_of(installation)},
                        .changes = {&installation.engine->changes(), &installation.engine->facts(),
                                    make_as_of(installation)},
                        .quality = installation.quality.get(),
                        .not_ready = make_not_ready(installation),
                        .counted = installation.counted.get(),
                        .metrics_permission = permission_of_metrics(config)});
}

Result<void> prepare_demo(Simulator& simulator, Installation& installation) {
    const auto loaded = simulator.load_demo();
    if (!loaded) return loaded.error();
    if (*loaded) installation.runner->wait_idle();
    return {};
}

http::ServerConfig server_config(const ServeConfig& config) {
    http::ServerConfig out = config.http;
    out.address = config.listen.address;
    out.port = config.listen.port;
    if (!config.tls_cert.empty()) out.tls = http::TlsFiles{config.tls_cert, config.tls_key};
    return out;
}

// Any address of this machine is reached by its loopback address.
std::string url_of(const ServeConfig& config, std::uint16_t port) {
    ListenAddress listen = config.listen;
    if (listen.address == "0.0.0.0") listen.address = "127.0.0.1";
    if (listen.address == "::") listen.address = "::1";
    listen.port = port;
    return (config.tls_cert.empty() ? "http://" : "https://") + listen.text();
}

}  // namespace

struct Instance::Parts {
    Installation installation;
    http::Server server;
    Simulator simulator;
    Archivist archivist;
    QualityWatch quality_watch;
    std::string url{};
    std::optional<MetricsListener> metrics_listener{};

    Parts(Installation&& opened, const ServeConfig& config, std::function<void()> alive)
        : installation(std::move(opened)),
          server(server_config(config), make_main_router(config, installation),
                 make_hooks(config, installation, std::move(alive))),
          simulator(config.simulator, {*installation.acceptor, installation.store->intakes(),
                                       *installation.runner, *installation.analytics, &now}),
          archivist({installation.store->intakes(), *installation.spool,
                     [](const std::string& line) { log_event(LogLevel::warning, line); },
                     installation.reject_files.get()},
                    config.keep_bodies),
          quality_watch(*installation.quality) {}
};

Instance::Instance(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Instance::~Instance() = default;

Result<std::unique_ptr<Instance>> Instance::open(const ServeConfig& config, std::function<void()> alive) {
    auto installation = open_installation(config);
    if (!installation) return installation.error();
    auto parts = std::make_unique<Parts>(std::move(*installation), config, std::move(alive));
    if (const auto resumed = resume(parts->installation); !resumed) return resumed.error();
    if (const auto prepared = prepare_demo(parts->simulator, parts->installation); !prepared)
        return prepared.error();
    if (const auto bound = parts->server.bind(); !bound) return bound.error();
    parts->url = url_of(config, parts->server.port());
    if (config.metrics_listen) {
        parts->metrics_listener.emplace(*config.metrics_listen, *parts->installation.counted);
        if (const auto started = parts->metrics_listener->start(); !started) return started.error();
    }
    if (const auto started = parts->simulator.start(); !started) return started.error();
    parts->archivist.start();
    parts->quality_watch.start();
    parts->installation.accounts->watch(&now,
                                        [](const std::string& line) { log_event(LogLevel::warning, line); });
    return std::unique_ptr<Instance>(new Instance(std::move(parts)));
}

const std::string& Instance::url() const { return parts_->url; }

Result<std::optional<std::string>> Instance::offer_setup() {
    Accounts& accounts = *parts_->installation.accounts;
    return accounts.setup().open(accounts.ports(), now());
}

void Instance::serve() {
    parts_->server.run();
    parts_->simulator.stop();
    parts_->archivist.stop();
    parts_->quality_watch.stop();
    parts_->installation.keeper->stop();
    parts_->installation.runner->stop();
}

void Instance::request_stop() { parts_->server.request_stop(); }

Result<void> Instance::reload_certificate() { return parts_->server.reload_certificate(); }

}  // namespace insightflow::app
