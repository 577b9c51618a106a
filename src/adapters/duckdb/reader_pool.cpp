#include "adapters/duckdb/reader_pool.hpp"

#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {

ReaderPool::Loan::Loan(ReaderPool& pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {
    try {
        connection_->script("BEGIN TRANSACTION READ ONLY");
    } catch (...) {
        pool_.take_back(std::move(connection_), false);
        throw;
    }
}

ReaderPool::Loan::~Loan() {
    bool good = true;
    try {
        connection_->script("ROLLBACK");
    } catch (const EngineFailure&) {
        good = false;
    }
    pool_.take_back(std::move(connection_), good);
}

ReaderPool::Loan ReaderPool::lend(const std::stop_token& stop) { return {*this, take(stop)}; }

std::unique_ptr<Connection> ReaderPool::take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait(lock, stop, [this] { return !paused_ && lent_.size() < readers_max_; })) {
        throw EngineFailure(FailureKind::interrupted, "stopped while waiting for a connection");
    }
    std::unique_ptr<Connection> connection;
    if (!idle_.empty()) {
        connection = std::move(idle_.back());
        idle_.pop_back();
    } else {
        connection = std::make_unique<Connection>(database_);
    }
    lent_.insert(connection.get());
    return connection;
}

std::optional<ReaderPool::Pause> ReaderPool::pause(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    paused_ = true;
    if (freed_.wait_for(lock, patience, [this] { return lent_.empty(); })) return Pause(*this);
    paused_ = false;
    freed_.notify_all();
    return std::nullopt;
}

void ReaderPool::resume() {
    {
        const std::lock_guard lock(mutex_);
        paused_ = false;
    }
    freed_.notify_all();
}

void ReaderPool::interrupt_lent() {
    const std::lock_guard lock(mutex_);
    for (Connection* connection : lent_) connection->interrupt();
}

void ReaderPool::close_all() {
    const std::lock_guard lock(mutex_);
    idle_.clear();
}

void ReaderPool::take_back(std::unique_ptr<Connection> connection, bool good) {
    {
        const std::lock_guard lock(mutex_);
        lent_.erase(connection.get());
        if (good) idle_.push_back(std::move(connection));
        connection.reset();
    }
    freed_.notify_all();  // those who wait for one, and who waits for all
}

}  // namespace insightflow::duckdb
