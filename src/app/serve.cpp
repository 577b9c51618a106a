#include "app/serve.hpp"

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "adapters/crypto/sodium.hpp"
#include "adapters/duckdb/engine.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/spool.hpp"
#include "adapters/readers/readers.hpp"
#include "adapters/sql/store.hpp"
#include "adapters/text/nfc.hpp"
#include "app/demo.hpp"
#include "app/logging.hpp"
#include "app/routes.hpp"
#include "app/version.hpp"
#include "application/accounts/authenticate.hpp"
#include "application/ingestion/job_runner.hpp"
#include "application/ingestion/recover.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {
namespace {

enum ExitCode : int { exit_failure = 1, exit_unavailable = 69, exit_config = 78 };

Timestamp now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::optional<std::string> environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

int report(const Error& error) {
    std::cerr << "insightflow: " << error.message << '\n';
    for (const Fault& fault : error.faults)
        std::cerr << "  " << fault.pointer << ": " << fault.detail << '\n';
    if (error.code == ErrorCode::invalid_argument) return exit_config;
    return error.code == ErrorCode::conflict || error.code == ErrorCode::unavailable ? exit_unavailable
                                                                                     : exit_failure;
}

// Everything that lives as long as the server, in the order in which it is built; it goes in the reverse
// order.
struct Installation {
    files::DataFolder folder;
    std::unique_ptr<sql::Store> store;
    std::unique_ptr<duckdb::Engine> engine;
    std::unique_ptr<Spool> spool;
    std::unique_ptr<JobRunner> runner;
    std::unique_ptr<BatchAcceptor> acceptor;
    std::unique_ptr<BatchPorts> batches;
};

void log_failure(std::string_view detail) {
    log_event(LogLevel::error, "fact store failure", {{"detail", std::string(detail)}});
}

std::unique_ptr<JobRunner> make_runner(Installation& installation) {
    LoadPorts ports{installation.store->intakes(), *installation.spool, &readers::make_reader, &text::nfc,
                    &now};
    JobEvents events;
    events.applied = [](const Intake& intake, const AppliedBatch& applied) {
        log_event(LogLevel::info, "batch applied",
                  {{"batch_id", intake.batch_id},
                   {"source", intake.options.source},
                   {"rows_received", applied.outcomes.received},
                   {"rows_rejected", applied.outcomes.rejected},
                   {"commit_sequence", applied.commit_sequence}});
    };
    events.log = [](const std::string& line) { log_event(LogLevel::warning, line); };
    return std::make_unique<JobRunner>(ports, installation.engine->facts(), JobLimits{}, std::move(events));
}

Result<Installation> open_installation(const ServeConfig& config) {
    auto folder = files::DataFolder::open(config.data_dir);
    if (!folder) return folder.error();
    const std::filesystem::path path = folder->path();
    auto store = sql::open(path / "insightflow.sqlite");
    if (!store) return store.error();
    duckdb::EngineConfig engine_config;
    engine_config.on_failure = &log_failure;
    auto engine = duckdb::open(path / "facts.duckdb", engine_config);
    if (!engine) return engine.error();
    auto spool = files::open_spool(path / "spool");
    if (!spool) return spool.error();

    Installation out{
        std::move(*folder), std::move(*store), std::move(*engine), std::move(*spool), {}, {}, {}};
    out.runner = make_runner(out);
    out.acceptor = std::make_unique<BatchAcceptor>(AcceptPorts{out.store->intakes(), *out.spool, *out.runner,
                                                               &crypto::blake2b_hex, &crypto::random_bytes});
    out.batches =
        std::make_unique<BatchPorts>(BatchPorts{out.store->intakes(), out.engine->facts(), *out.runner});
    return out;
}

Result<void> resume(Installation& installation) {
    const auto log = [](const std::string& line) { log_event(LogLevel::warning, line); };
    const auto recovery = recover({installation.store->intakes(), installation.engine->facts(),
                                   *installation.spool, *installation.runner, log},
                                  now());
    if (!recovery) return recovery.error();
    if (*recovery != Recovery{})
        log_event(LogLevel::info, "recovered",
                  {{"queued", static_cast<std::int64_t>(recovery->queued)},
                   {"replayed", static_cast<std::int64_t>(recovery->replayed)},
                   {"finished", static_cast<std::int64_t>(recovery->finished)},
                   {"failed", static_cast<std::int64_t>(recovery->failed)},
                   {"bodies_removed", static_cast<std::int64_t>(recovery->bodies_removed)}});
    installation.runner->start();
    return {};
}

Result<Authenticator> make_authenticator(const ServeConfig& config, Installation& installation) {
    if (config.api_key)
        if (const auto strong = check_key_strength(*config.api_key, config.listen.is_loopback()); !strong)
            return strong.error();
    KeyStore& keys = installation.store->keys();
    const auto made =
        make_first_key(keys, config.api_key.has_value(), &crypto::random_bytes, &crypto::blake2b_hex, now());
    if (!made) return made.error();
    if (*made)
        std::cout << "Made an API key; it is shown only this once:\n\n  " << **made
                  << "\n\nSend it as \"Authorization: Bearer KEY\", or set API_KEY for the commands.\n"
                  << std::flush;
    return Authenticator::load(keys, config.api_key, &crypto::blake2b_hex, &crypto::equal_in_constant_time);
}

void log_access(const http::AccessRecord& record) {
    log_event(LogLevel::info, "request",
              {{"method", record.method},
               {"route", record.route},
               {"status", std::int64_t{record.status}},
               {"duration_us", record.duration_us},
               {"bytes_in", static_cast<std::int64_t>(record.bytes_in)},
               {"bytes_out", static_cast<std::int64_t>(record.bytes_out)},
               {"request_id", record.request_id},
               {"trace_id", record.trace_id},
               {"key", record.key_label},
               {"remote", record.remote}});
}

http::ServerHooks make_hooks(const Authenticator& authenticator, const duckdb::Engine& engine) {
    http::ServerHooks hooks;
    hooks.authenticate = [&authenticator](std::string_view token) {
        return authenticator.authenticate(token);
    };
    hooks.not_ready = [&engine]() -> std::vector<std::string> {
        if (!engine.is_dead()) return {};
        return {"the fact store has stopped after a failure: restart the server"};
    };
    hooks.log_access = &log_access;
    hooks.log_refused = [](const std::string& client, std::size_t refused) {
        log_event(LogLevel::warning, "connections refused: the client has as many as it may have",
                  {{"client", client}, {"refused", static_cast<std::int64_t>(refused)}});
    };
    hooks.log_fault = [](const http::InternalFault& fault) {
        log_event(LogLevel::error, "internal fault",
                  {{"request_id", fault.request_id},
                   {"trace_id", fault.trace_id},
                   {"route", fault.route},
                   {"detail", fault.detail}});
    };
    return hooks;
}

Result<void> prepare_demo(Installation& installation) {
    const auto loaded = load_demo(*installation.acceptor, installation.store->intakes(), now());
    if (!loaded) return loaded.error();
    if (*loaded) installation.runner->wait_idle();
    return {};
}

// SIGHUP reads the certificate again. SIGTERM and SIGINT start the drain; the same again ends the process at
// once. Before the server serves they end it at once too: every store survives that.
class StopSignals {
public:
    StopSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGHUP);
        // Before any other thread exists, so that all of them inherit the mask.
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        signal(SIGPIPE, SIG_IGN);
        thread_ = std::thread([this] { wait(); });
    }
    ~StopSignals() {
        over_ = true;
        pthread_kill(thread_.native_handle(), SIGTERM);
        thread_.join();
    }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    // From now on a signal drains the server, which must outlive the serving.
    void serving(http::Server* server) { server_ = server; }

private:
    static void reload(http::Server& server) {
        const auto loaded = server.reload_certificate();
        if (loaded) return log_event(LogLevel::info, "the certificate was read again");
        log_event(LogLevel::error, "the certificate stays as it was", {{"detail", loaded.error().message}});
    }

    void wait() {
        for (bool draining = false;;) {
            int received = 0;
            sigwait(&signals_, &received);
            if (over_) return;
            http::Server* const server = server_;
            if (received == SIGHUP) {
                if (server != nullptr) reload(*server);
                continue;
            }
            if (draining || server == nullptr) std::_Exit(128 + received);
            log_event(LogLevel::info, "stopping", {{"signal", std::int64_t{received}}});
            server->request_stop();
            draining = true;
        }
    }

    sigset_t signals_{};
    std::atomic<bool> over_{false};
    std::atomic<http::Server*> server_{nullptr};
    std::thread thread_{};
};

Result<void> run(const ServeConfig& config, StopSignals& signals) {
    auto installation = open_installation(config);
    if (!installation) return installation.error();
    const auto authenticator = make_authenticator(config, *installation);
    if (!authenticator) return authenticator.error();
    const Services services{installation->acceptor.get(), installation->batches.get(),
                            &installation->engine->analytics(), &now};
    http::ServerConfig server_config = config.http;
    server_config.address = config.listen.address;
    server_config.port = config.listen.port;
    http::Server server(server_config, make_router(services),
                        make_hooks(*authenticator, *installation->engine));
    if (const auto resumed = resume(*installation); !resumed) return resumed.error();
    if (config.demo)
        if (const auto prepared = prepare_demo(*installation); !prepared) return prepared.error();
    if (const auto bound = server.bind(); !bound) return bound.error();
    signals.serving(&server);
    const std::string host = config.listen.address.find(':') == std::string::npos
                                 ? config.listen.address
                                 : "[" + config.listen.address + "]";
    const std::string url =
        (config.http.tls ? "https://" : "http://") + host + ":" + std::to_string(server.port());
    std::cout << "InsightFlow " << version << " listens on " << url << " (documentation: " << url
              << "/api/docs/)" << std::endl;
    log_event(LogLevel::info, "listening", {{"url", url}, {"version", std::string(version)}});
    server.run();
    signals.serving(nullptr);
    installation->runner->stop();
    log_event(LogLevel::info, "stopped");
    return {};
}

}  // namespace

int serve(const ServeFlags& flags) {
    StopSignals signals;
    const auto config = read_config(flags, &environment_variable);
    if (!config) return report(config.error());
    start_logging(config->log_level);
    const auto served = run(*config, signals);
    return served ? 0 : report(served.error());
}

}  // namespace insightflow::app
