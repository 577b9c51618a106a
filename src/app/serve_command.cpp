#include "app/serve_command.hpp"

#include <CLI/CLI.hpp>

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <thread>

#include "adapters/files/published_address.hpp"
#include "app/config_command.hpp"
#include "app/instance.hpp"
#include "app/logging.hpp"
#include "app/report.hpp"
#include "app/service_manager.hpp"
#include "app/version.hpp"

namespace insightflow::app {
namespace {

// SIGHUP reads the certificate again. SIGTERM and SIGINT start the drain; the same again ends the process at
// once. Before the server serves they end it at once too: every store survives that.
class StopSignals {
public:
    explicit StopSignals(const ServiceManager& manager) : manager_(manager) {
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

    // From now on a signal drains the server; null: there is none any more.
    void serving(Instance* server) {
        const std::lock_guard lock(mutex_);
        server_ = server;
    }

private:
    static void reload(Instance& server) {
        const auto loaded = server.reload_certificate();
        if (loaded) return log_event(LogLevel::info, "the certificate was read again");
        log_event(LogLevel::error, "the certificate stays as it was", {{"detail", loaded.error().message}});
    }

    void wait() {
        for (bool draining = false;;) {
            int received = 0;
            sigwait(&signals_, &received);
            if (over_) return;
            const std::lock_guard lock(mutex_);
            if (received == SIGHUP) {
                if (server_ != nullptr) reload(*server_);
                continue;
            }
            if (draining || server_ == nullptr) std::_Exit(128 + received);
            log_event(LogLevel::info, "stopping", {{"signal", std::int64_t{received}}});
            manager_.stopping();
            server_->request_stop();
            draining = true;
        }
    }

    const ServiceManager& manager_;
    sigset_t signals_{};
    std::atomic<bool> over_{false};
    std::mutex mutex_{};
    Instance* server_ = nullptr;
    std::thread thread_{};
};

// Signals go to the server for as long as this lives.
class ServingSignals {
public:
    ServingSignals(StopSignals& signals, Instance& instance) : signals_(signals) {
        signals_.serving(&instance);
    }
    ~ServingSignals() { signals_.serving(nullptr); }
    ServingSignals(const ServingSignals&) = delete;
    ServingSignals& operator=(const ServingSignals&) = delete;

private:
    StopSignals& signals_;
};

std::optional<std::string> notify_socket(const Variables& environment) {
    const auto found = environment.find("NOTIFY_SOCKET");
    return found == environment.end() ? std::nullopt : std::optional(found->second);
}

void warn(const Configuration& configuration) {
    for (const Fault& warning : configuration.warnings)
        log_event(LogLevel::warning, "unknown variable in the environment",
                  {{"variable", warning.pointer}, {"detail", warning.detail}});
    const ServeConfig& values = configuration.values;
    if (!values.listen.is_loopback() && !values.metrics_listen && !values.metrics_token)
        log_event(LogLevel::warning,
                  "/metrics is open to whoever reaches this address: set INSIGHTFLOW_METRICS_TOKEN or "
                  "INSIGHTFLOW_METRICS_LISTEN");
    if (values.metrics_listen && !values.metrics_listen->is_loopback())
        log_event(
            LogLevel::warning,
            "/metrics is open to whoever reaches its address: choose one of the loopback, or leave it on "
            "the main port and set INSIGHTFLOW_METRICS_TOKEN",
            {{"metrics_listen", values.metrics_listen->text()}});
}

files::ServerPlace place_of(const ServeConfig& config, const Instance& instance) {
    files::ServerPlace place{instance.url(), {}};
    if (!config.tls_cert.empty()) place.certificate = std::filesystem::absolute(config.tls_cert);
    return place;
}

// On the console alone: a log may be read by more people.
Result<void> offer_setup(Instance& instance) {
    const auto token = instance.offer_setup();
    if (!token) return token.error();
    if (*token)
        std::cout << "Nobody owns this installation yet. Within 15 minutes, open " << instance.url()
                  << "/setup with this set-up token; it works once:\n\n  " << **token << "\n"
                  << std::endl;
    return {};
}

Result<void> run(const ServeConfig& config, const ServiceManager& manager, StopSignals& signals) {
    std::function<void()> alive;
    if (manager.is_there()) alive = [&manager] { manager.alive(); };
    auto opened = Instance::open(config, std::move(alive));
    if (!opened) return opened.error();
    Instance& instance = **opened;
    const auto published = files::PublishedAddress::write(config.data_dir, place_of(config, instance));
    if (!published) return published.error();
    const ServingSignals serving(signals, instance);
    std::cout << "InsightFlow " << version << " listens on " << instance.url()
              << " (documentation: " << instance.url() << "/api/docs/)" << std::endl;
    if (const auto offered = offer_setup(instance); !offered) return offered.error();
    log_event(LogLevel::info, "listening", {{"url", instance.url()}, {"version", std::string(version)}});
    manager.ready();
    instance.serve();
    log_event(LogLevel::info, "stopped");
    return {};
}

int serve(const ConfigSources& sources) {
    const auto configuration = read_configuration(sources);
    if (!configuration) return report(configuration.error());
    const ServiceManager manager(notify_socket(sources.environment));
    StopSignals signals(manager);
    start_logging(configuration->values.log_level);
    warn(*configuration);
    const auto served = run(configuration->values, manager, signals);
    return served ? 0 : report(served.error());
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand("serve", "Run the server");
    const auto sources = add_setting_flags(*command);
    std::string secrets;
    for (const Setting& setting : settings())
        if (setting.secret) secrets += "  " + setting.variable() + ": " + std::string(setting.help) + ".\n";
    command->footer(
        "Flags win over the environment, the environment over the configuration file. Each variable may be "
        "given "
        "as\nNAME_FILE, a file that holds the value. Secrets have no flag:\n" +
        secrets +
        "SIGHUP reads the certificate again. SIGTERM and SIGINT let the requests in flight finish; the same "
        "again ends the server at once.");
    command->callback([sources, &exit_code] { exit_code = serve(*sources); });
}

}  // namespace insightflow::app
