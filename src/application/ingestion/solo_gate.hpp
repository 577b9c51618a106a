// Lets many through together, or one alone.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace insightflow {

class SoloGate {
public:
    // Held while one is inside; may move between threads. The gate must outlive it.
    class Permit {
    public:
        Permit(Permit&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        Permit& operator=(Permit&& other) noexcept {
            std::swap(gate_, other.gate_);
            return *this;
        }
        Permit(const Permit&) = delete;
        Permit& operator=(const Permit&) = delete;
        ~Permit() {
            if (gate_ != nullptr) gate_->leave();
        }

    private:
        friend class SoloGate;
        explicit Permit(SoloGate& gate) : gate_(&gate) {}
        SoloGate* gate_;
    };

    // Waits until nobody is inside (alone), or nobody is or wants to be inside alone. nullopt where stopped.
    std::optional<Permit> enter(bool alone, std::stop_token stop) {
        std::unique_lock lock(mutex_);
        if (alone) ++solos_;
        const bool entered =
            changed_.wait(lock, stop, [&] { return alone ? inside_ == 0 : solos_ == 0 && !solo_inside_; });
        if (alone) {
            --solos_;
            changed_.notify_all();
        }
        if (!entered) return std::nullopt;
        ++inside_;
        solo_inside_ = alone;
        return Permit(*this);
    }

private:
    void leave() {
        const std::lock_guard lock(mutex_);
        --inside_;
        solo_inside_ = false;
        changed_.notify_all();
    }

    std::mutex mutex_{};
    std::condition_variable_any changed_{};
    std::size_t inside_ = 0;
    std::size_t solos_ = 0;  // that wait
    bool solo_inside_ = false;
};

}  // namespace insightflow
