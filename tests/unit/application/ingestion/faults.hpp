// Faults that tests ask for, and the time and workspace in which their stores live.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "application/ingestion/fact_store.hpp"

namespace insightflow::testing {

inline constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
inline constexpr WorkspaceId workspace{1};
// A clock that stands.
inline Clock at(Timestamp time) {
    return [time] { return time; };
}

// Called with the name of a step before ("accept") and after ("accepted") it is done; throws or not.
using FaultHook = std::function<void(const std::string& step)>;

struct Crash : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws at the n-th passing of the step, and at the passings right after it, `times` in all.
// Copies count together.
inline FaultHook crash_at(std::string step, int nth = 1, int times = 1) {
    return [step = std::move(step), count = std::make_shared<std::atomic<int>>(0), nth,
            times](const std::string& passed) {
        if (passed != step) return;
        const int passing = ++*count;
        if (passing >= nth && passing < nth + times) throw Crash("crash at " + step);
    };
}

}  // namespace insightflow::testing
