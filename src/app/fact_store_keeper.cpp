#include "app/fact_store_keeper.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "app/logging.hpp"
#include "app/process.hpp"

namespace insightflow::app {
namespace {

using Clock = std::chrono::steady_clock;

void wait(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

FactStoreKeeper::FactStoreKeeper(duckdb::Engine& engine, RecoverPorts ports)
    : engine_(engine), ports_(std::move(ports)) {}

void FactStoreKeeper::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

void FactStoreKeeper::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void FactStoreKeeper::keep(const std::stop_token& stop) {
    auto pause = std::chrono::milliseconds::zero();
    auto opened_at = Clock::time_point::min();
    bool is_compared = true;
    while (!is_compared || engine_.wait_until_dead(stop)) {
        if (Clock::now() - calm_after_reopening > opened_at) pause = std::chrono::milliseconds::zero();
        wait(pause, stop);
        if (stop.stop_requested()) return;
        pause = std::clamp(2 * pause, reopen_pause_first, reopen_pause_max);
        try {
            if (engine_.is_dead() && !reopen()) continue;
            opened_at = Clock::now();
            is_compared = compare();
        } catch (const std::exception& fault) {
            is_compared = false;
            log_event(LogLevel::error, "the fact store is not in order again yet",
                      {{"detail", std::string(fault.what())}});
        }
    }
}

bool FactStoreKeeper::reopen() {
    if (const auto opened = engine_.reopen(); !opened) {
        log_event(LogLevel::error, "the fact store does not open again yet",
                  {{"detail", opened.error().message}});
        return false;
    }
    ++reopened_;
    log_event(LogLevel::warning, "the fact store is open again");
    return true;
}

// It may be made again: what it finds twice is done once.
bool FactStoreKeeper::compare() {
    const auto recovery = recover_running(ports_, now());
    if (!recovery) {
        log_event(LogLevel::error, "the fact store cannot be compared with the ledger yet",
                  {{"detail", recovery.error().message}});
        return false;
    }
    if (*recovery != Recovery{})
        log_event(LogLevel::warning, "what the fact store has lost is loaded again",
                  {{"replayed", static_cast<std::int64_t>(recovery->replayed)},
                   {"undone", static_cast<std::int64_t>(recovery->undone)}});
    return true;
}

}  // namespace insightflow::app
