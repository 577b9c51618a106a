// The boundary of the adapter: what is thrown inside becomes an Error here, a dead instance is asked nothing
// more, and whoever opens it anew is alone with it. Any thread calls everything here.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <utility>

#include "adapters/duckdb/failure.hpp"
#include "domain/base/result.hpp"

namespace insightflow::duckdb {

class Guard {
public:
    explicit Guard(std::function<void(std::string_view)> on_failure) : on_failure_(std::move(on_failure)) {}

    // Runs work, which gives a Result<T> or throws EngineFailure.
    template <class T, class Work>
    Result<T> run(Work&& work) {
        const Visit visit(*this);
        if (!visit.admitted) return error_of(EngineFailure(FailureKind::dead, ""));
        try {
            return work();
        } catch (const EngineFailure& failure) {
            return error_of(noted(failure));
        }
    }

    bool is_dead() const;

    // False where stopped first.
    bool wait_until_dead(const std::stop_token& stop);

    // Of a dead one: returns when nobody is within run() any more, and calls hurry() now and then until then.
    void wait_until_left(const std::function<void()>& hurry);

    // It is as new.
    void revive();

private:
    // Somebody within run().
    struct Visit {
        explicit Visit(Guard& visited);
        ~Visit();
        Visit(const Visit&) = delete;
        Visit& operator=(const Visit&) = delete;

        Guard& guard;
        const bool admitted;
    };

    bool enter();
    void leave();
    // Tells of the failure; work that was interrupted because the instance is dead was ended by that.
    EngineFailure noted(const EngineFailure& failure);

    std::function<void(std::string_view)> on_failure_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::size_t inside_ = 0;
    bool dead_ = false;
};

}  // namespace insightflow::duckdb
