// Lets in what fits together, in the order in which it comes. Who wants to be alone weighs as much as there
// is room for.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>

namespace insightflow {

class LoadGate {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::uint64_t alone = std::numeric_limits<std::uint64_t>::max();

    // Held while one is inside; may move between threads. The gate must outlive it.
    class Permit {
    public:
        Permit(Permit&& other) noexcept
            : gate_(std::exchange(other.gate_, nullptr)), weight_(other.weight_) {}
        Permit(const Permit&) = delete;
        Permit& operator=(const Permit&) = delete;
        ~Permit() {
            if (gate_ != nullptr) gate_->leave(weight_);
        }

    private:
        friend class LoadGate;
        Permit(LoadGate& gate, std::uint64_t weight) : gate_(&gate), weight_(weight) {}
        LoadGate* gate_;
        std::uint64_t weight_;
    };

    explicit LoadGate(std::uint64_t room) : room_(room) {}

    // Waits for its turn, and until there is room beside those inside; what weighs more than the whole room
    // goes in when nobody is inside. nullopt where stopped, or where the time came first.
    std::optional<Permit> enter(std::uint64_t weight, std::stop_token stop,
                                Clock::time_point give_up = Clock::time_point::max()) {
        weight = std::clamp<std::uint64_t>(weight, 1, room_);
        std::unique_lock lock(mutex_);
        const auto turn = turns_.insert(++last_turn_).first;
        const bool entered = changed_.wait_until(
            lock, stop, give_up, [&] { return turn == turns_.begin() && weight <= room_ - inside_; });
        turns_.erase(turn);
        changed_.notify_all();
        if (!entered) return std::nullopt;
        inside_ += weight;
        return Permit(*this, weight);
    }

    // How many wait.
    std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return turns_.size();
    }

private:
    void leave(std::uint64_t weight) {
        const std::lock_guard lock(mutex_);
        inside_ -= weight;
        changed_.notify_all();
    }

    std::uint64_t room_;
    mutable std::mutex mutex_{};
    std::condition_variable_any changed_{};
    std::uint64_t inside_ = 0;
    std::uint64_t last_turn_ = 0;
    std::set<std::uint64_t> turns_{};  // of those who wait
};

}  // namespace insightflow
