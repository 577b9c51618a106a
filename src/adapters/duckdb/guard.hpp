// The boundary of the adapter: what is thrown inside becomes an Error here, and a dead instance
// is asked nothing more.
#pragma once

#include <atomic>
#include <functional>
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
        if (dead_.load()) return error_of(EngineFailure(FailureKind::dead, ""));
        try {
            return work();
        } catch (const EngineFailure& failure) {
            if (failure.kind() == FailureKind::dead) dead_.store(true);
            if (on_failure_ && failure.kind() != FailureKind::interrupted) on_failure_(failure.what());
            return error_of(failure);
        }
    }

    bool is_dead() const { return dead_.load(); }

private:
    std::function<void(std::string_view)> on_failure_;
    std::atomic<bool> dead_{false};
};

}  // namespace insightflow::duckdb
