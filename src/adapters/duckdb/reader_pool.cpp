#include "adapters/duckdb/reader_pool.hpp"

#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {

ReaderPool::Loan::Loan(ReaderPool& pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {
    try {
        transaction_.emplace(*connection_);
    } catch (...) {
        pool_.take_back(std::move(connection_));
        throw;
    }
}

ReaderPool::Loan::~Loan() {
    transaction_.reset();
    pool_.take_back(std::move(connection_));
}

ReaderPool::Loan ReaderPool::lend(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait(lock, stop, [this] { return lent_ < readers_max_; })) {
        throw EngineFailure(FailureKind::interrupted, "stopped while waiting for a connection");
    }
    std::unique_ptr<Connection> connection;
    if (!idle_.empty()) {
        connection = std::move(idle_.back());
        idle_.pop_back();
    } else {
        connection = std::make_unique<Connection>(database_);
    }
    ++lent_;
    lock.unlock();
    return {*this, std::move(connection)};
}

void ReaderPool::take_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(connection));
        --lent_;
    }
    freed_.notify_one();
}

}  // namespace insightflow::duckdb
