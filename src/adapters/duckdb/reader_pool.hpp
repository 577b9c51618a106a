// A few connections for reading, lent one at a time, each within a transaction: what is read while it is lent
// is of one commit. They are made when first needed and kept.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

class ReaderPool {
public:
    ReaderPool(const Database& database, std::size_t readers_max)
        : database_(database), readers_max_(readers_max) {}

    // A connection on loan; it goes back when this is destroyed.
    class Loan {
    public:
        Loan(ReaderPool& pool, std::unique_ptr<Connection> connection);
        ~Loan();
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

    private:
        ReaderPool& pool_;
        std::unique_ptr<Connection> connection_;
    };

    // Waits for a free connection; throws EngineFailure(interrupted) when stopped before there is one.
    Loan lend(const std::stop_token& stop);

    // While it lives nothing is lent.
    class Pause {
    public:
        explicit Pause(ReaderPool& pool) : pool_(&pool) {}
        ~Pause() {
            if (pool_ != nullptr) pool_->resume();
        }
        Pause(Pause&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)) {}
        Pause& operator=(Pause&&) = delete;

    private:
        ReaderPool* pool_;
    };

    // Lends nothing more and waits until all is back; nullopt, and lends again, where that takes longer. One
    // thread at a time.
    std::optional<Pause> pause(std::chrono::milliseconds patience);

    // What is read at the moment ends soon, as interrupted.
    void interrupt_lent();

    // Closes all connections; none is lent. The next ones are of the database as it is then.
    void close_all();

private:
    std::unique_ptr<Connection> take(const std::stop_token& stop);
    void take_back(std::unique_ptr<Connection> connection, bool good);
    void resume();

    const Database& database_;
    const std::size_t readers_max_;
    std::mutex mutex_;
    std::condition_variable_any freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::set<Connection*> lent_;
    bool paused_ = false;
};

}  // namespace insightflow::duckdb
