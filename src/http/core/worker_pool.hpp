// The threads on which blocking work runs, with a bounded number of requests waiting for them: the server's
// admission control.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "http/core/net.hpp"

namespace insightflow::http {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t queue_max)
        : pool_(threads), admitted_max_(threads + queue_max) {}

    // The right to have work run or wait; given back when destroyed.
    class Ticket {
    public:
        explicit Ticket(WorkerPool& pool) : pool_(&pool) {}
        Ticket(Ticket&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)) {}
        Ticket& operator=(Ticket&&) = delete;
        ~Ticket() {
            if (pool_ != nullptr) --pool_->admitted_;
        }

    private:
        WorkerPool* pool_;
    };

    // nullopt where the queue is full.
    std::optional<Ticket> admit() {
        if (++admitted_ > admitted_max_) {
            --admitted_;
            return std::nullopt;
        }
        return std::optional<Ticket>(std::in_place, *this);
    }

    asio::thread_pool::executor_type executor() { return pool_.get_executor(); }
    void join() { pool_.join(); }

private:
    asio::thread_pool pool_;
    std::size_t admitted_max_;
    std::atomic<std::size_t> admitted_{0};
};

// Runs work() on the pool and resumes the caller on its own executor. Admission is the caller's: it holds a
// Ticket, or continues work that was admitted.
template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> offload(WorkerPool& pool, Work work) {
    auto slot = std::make_shared<std::optional<std::invoke_result_t<Work&>>>();
    // GCC 12 destroys a closure written inside a co_await expression twice, so it gets a name.
    auto run = [slot, work = std::move(work)]() mutable -> asio::awaitable<void> {
        slot->emplace(work());
        co_return;
    };
    co_await asio::co_spawn(pool.executor(), std::move(run), asio::use_awaitable);
    co_return std::move(**slot);
}

}  // namespace insightflow::http
