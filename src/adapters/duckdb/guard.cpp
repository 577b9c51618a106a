#include "adapters/duckdb/guard.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::chrono::milliseconds hurry_every{20};

}  // namespace

Guard::Visit::Visit(Guard& visited) : guard(visited), admitted(visited.enter()) {}

Guard::Visit::~Visit() {
    if (admitted) guard.leave();
}

bool Guard::is_dead() const {
    const std::lock_guard lock(mutex_);
    return dead_;
}

bool Guard::wait_until_dead(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [this] { return dead_; });
}

void Guard::wait_until_left(const std::function<void()>& hurry) {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (changed_.wait_for(lock, hurry_every, [this] { return inside_ == 0; })) return;
        }
        hurry();
    }
}

void Guard::revive() {
    const std::lock_guard lock(mutex_);
    dead_ = false;
}

bool Guard::enter() {
    const std::lock_guard lock(mutex_);
    if (dead_) return false;
    ++inside_;
    return true;
}

void Guard::leave() {
    const std::lock_guard lock(mutex_);
    if (--inside_ == 0 && dead_) changed_.notify_all();
}

EngineFailure Guard::noted(const EngineFailure& failure) {
    bool dead = false;
    {
        const std::lock_guard lock(mutex_);
        if (failure.kind() == FailureKind::dead && !dead_) {
            dead_ = true;
            changed_.notify_all();
        }
        dead = dead_;
    }
    if (failure.kind() == FailureKind::interrupted)
        return dead ? EngineFailure(FailureKind::dead, failure.what()) : failure;
    if (on_failure_) on_failure_(failure.what());
    return failure;
}

}  // namespace insightflow::duckdb
