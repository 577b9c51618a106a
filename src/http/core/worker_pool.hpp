// The threads on which blocking work runs. A bounded number of requests waits for them, and each client waits
// in a queue of its own: the server's admission control.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "http/core/client_address.hpp"
#include "http/core/fair_queue.hpp"
#include "http/core/net.hpp"
#include "http/core/server.hpp"

namespace insightflow::http {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, const Limits& limits)
        : admitted_max_(threads + limits.waiting_max),
          counts_(threads + limits.waiting_per_client_max),
          queue_(std::max<std::size_t>(threads - 1, 1)),
          pool_(threads) {}

    // The right to have a client's work run or wait; given back when destroyed.
    class Ticket {
    public:
        Ticket(WorkerPool& pool, std::string client) : pool_(&pool), client_(std::move(client)) {}
        Ticket(Ticket&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)), client_(std::move(other.client_)) {}
        Ticket& operator=(Ticket&&) = delete;
        ~Ticket() {
            if (pool_ != nullptr) pool_->leave(client_);
        }

    private:
        WorkerPool* pool_;
        std::string client_;
    };

    // nullopt where the client's queue is full, or all are.
    std::optional<Ticket> admit(const std::string& client) {
        const std::lock_guard lock(mutex_);
        if (admitted_ == admitted_max_ || !counts_.enter(client)) return std::nullopt;
        ++admitted_;
        return std::optional<Ticket>(std::in_place, *this, client);
    }

    // Runs it on a thread when the client's turn has come. It must not throw.
    void run(const std::string& client, std::function<void()> work) {
        locked([&] { queue_.push(client, std::move(work)); });
        run_one_soon();
    }

    asio::thread_pool::executor_type executor() { return pool_.get_executor(); }
    void join() { pool_.join(); }

private:
    // Called once for each work that may have begun to be allowed to run: when it came, and when another one
    // of its client ended. So there are never fewer calls under way than works that may run.
    void run_one_soon() {
        asio::post(pool_, [this] { run_one(); });
    }

    void run_one() {
        const auto next = locked([this] { return queue_.pop(); });
        if (!next) return;
        next->work();
        if (locked([&] { return queue_.ended(next->client); })) run_one_soon();
    }

    template <class Step>
    std::invoke_result_t<const Step&> locked(const Step& step) {
        const std::lock_guard lock(mutex_);
        return step();
    }

    void leave(const std::string& client) {
        const std::lock_guard lock(mutex_);
        counts_.leave(client);
        --admitted_;
    }

    std::mutex mutex_{};
    std::size_t admitted_max_;
    std::size_t admitted_ = 0;
    ClientCounts counts_;
    FairQueue<std::function<void()>> queue_;
    asio::thread_pool pool_;
};

// Runs work() on the pool and resumes the caller on its own executor. Admission is the caller's: it holds a
// Ticket, or continues work that was admitted. work() must not throw.
template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> offload(WorkerPool& pool, const std::string& client, Work work) {
    std::optional<std::invoke_result_t<Work&>> result;
    // GCC 12 destroys a closure written inside a co_await expression twice, so it gets a name.
    auto start = [&pool, &client, &result, &work](auto resume) {
        // A handler cannot be copied, and a std::function asks that it could.
        const auto held = std::make_shared<decltype(resume)>(std::move(resume));
        pool.run(client, [&result, &work, held] {
            result.emplace(work());
            const auto caller = asio::get_associated_executor(*held);
            asio::post(caller, std::move(*held));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start, asio::use_awaitable);
    co_return std::move(*result);
}

}  // namespace insightflow::http
