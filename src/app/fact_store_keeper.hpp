// Opens the fact store again after a failure that it does not survive (a disk that is full, or that fails),
// on a thread of its own, until it opens; then has loaded again what the ledger calls done and the facts have
// lost. Meanwhile questions are answered unavailable, and batches are taken in.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "adapters/duckdb/engine.hpp"
#include "application/ingestion/recover.hpp"

namespace insightflow::app {

// The first try comes at once. After one that failed, and where the store fails again within a minute, the
// next waits: twice as long each time, up to the greatest pause.
inline constexpr std::chrono::milliseconds reopen_pause_first{100};
inline constexpr std::chrono::milliseconds reopen_pause_max{5'000};
inline constexpr std::chrono::seconds calm_after_reopening{60};

class FactStoreKeeper {
public:
    // All outlive it.
    FactStoreKeeper(duckdb::Engine& engine, RecoverPorts ports);
    ~FactStoreKeeper() { stop(); }
    FactStoreKeeper(const FactStoreKeeper&) = delete;
    FactStoreKeeper& operator=(const FactStoreKeeper&) = delete;

    void start();
    // An opening that is under way is finished.
    void stop();

    // How often it was opened again; any thread.
    std::uint64_t reopened() const { return reopened_.load(); }

private:
    void keep(const std::stop_token& stop);
    // False where it has to be tried again.
    bool reopen();
    bool compare();

    duckdb::Engine& engine_;
    RecoverPorts ports_;
    std::atomic<std::uint64_t> reopened_{0};
    std::jthread thread_{};
};

}  // namespace insightflow::app
