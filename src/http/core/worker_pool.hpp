// The threads on which blocking work runs. A bounded number of requests waits for them, each in the queue of
// its client: the server's admission control.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "http/core/client_counts.hpp"
#include "http/core/fair_queue.hpp"
#include "http/core/net.hpp"
#include "http/core/server.hpp"

namespace insightflow::http {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, const Limits& limits)
        : WorkerPool(threads, std::max<std::size_t>(threads - 1, 1), limits) {}

    // The right to have a caller's work run or wait; given back when destroyed.
    class Ticket {
    public:
        Ticket(WorkerPool& pool, Caller caller) : pool_(&pool), caller_(std::move(caller)) {}
        Ticket(Ticket&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)), caller_(std::move(other.caller_)) {}
        Ticket& operator=(Ticket&&) = delete;
        ~Ticket() {
            if (pool_ != nullptr) pool_->leave(caller_);
        }

    private:
        WorkerPool* pool_;
        Caller caller_;
    };

    // nullopt where the client's queue is full, or its tenant's queues together, or all are.
    std::optional<Ticket> admit(const Caller& caller) {
        if (!locked([&] { return enter(caller); })) return std::nullopt;
        return std::optional<Ticket>(std::in_place, *this, caller);
    }

    // Runs it on a thread when the caller's turn has come. It must not throw.
    void run(const Caller& caller, std::function<void()> work) {
        locked([&] { queue_.push(caller, std::move(work)); });
        run_one_soon();
    }

    void join() { pool_.join(); }

private:
    WorkerPool(std::size_t threads, std::size_t running_per_tenant, const Limits& limits)
        : admitted_max_(threads + limits.waiting_max),
          of_client_(running_per_tenant + limits.waiting_per_client_max),
          of_tenant_(running_per_tenant + limits.waiting_per_tenant_max),
          queue_(running_per_tenant),
          pool_(threads) {}

    // Called once for each work that may have begun to be allowed to run: when it came, and when another one
    // of its tenant ended. So there are never fewer calls under way than works that may run.
    void run_one_soon() {
        asio::post(pool_, [this] { run_one(); });
    }

    void run_one() {
        const auto next = locked([this] { return queue_.pop(); });
        if (!next) return;
        next->work();
        if (locked([&] { return queue_.ended(next->tenant); })) run_one_soon();
    }

    bool enter(const Caller& caller) {
        if (admitted_ == admitted_max_ || !of_client_.enter(caller.client)) return false;
        if (!of_tenant_.enter(caller.tenant)) {
            of_client_.leave(caller.client);
            return false;
        }
        ++admitted_;
        return true;
    }

    void leave(const Caller& caller) {
        locked([&] {
            of_client_.leave(caller.client);
            of_tenant_.leave(caller.tenant);
            --admitted_;
        });
    }

    template <class Step>
    std::invoke_result_t<const Step&> locked(const Step& step) {
        const std::lock_guard lock(mutex_);
        return step();
    }

    std::mutex mutex_{};
    std::size_t admitted_max_;
    std::size_t admitted_ = 0;
    ClientCounts of_client_;
    ClientCounts of_tenant_;
    FairQueue<std::function<void()>> queue_;
    asio::thread_pool pool_;
};

// Runs work() on the pool and resumes the caller on its own executor, where an exception of it goes on.
// Admission is the caller's: it holds a Ticket, or continues work that was admitted.
template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> offload(WorkerPool& pool, const Caller& caller, Work work) {
    std::optional<std::invoke_result_t<Work&>> result;
    std::exception_ptr fault;
    // GCC 12 destroys a closure written inside a co_await expression twice, so it gets a name.
    auto start = [&](auto resume) {
        // A handler cannot be copied, and a std::function asks that it could.
        const auto held = std::make_shared<decltype(resume)>(std::move(resume));
        pool.run(caller, [&result, &fault, &work, held] {
            try {
                result.emplace(work());
            } catch (...) {
                fault = std::current_exception();
            }
            const auto executor = asio::get_associated_executor(*held);
            asio::post(executor, std::move(*held));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start, asio::use_awaitable);
    if (fault) std::rethrow_exception(fault);
    co_return std::move(*result);
}

}  // namespace insightflow::http
