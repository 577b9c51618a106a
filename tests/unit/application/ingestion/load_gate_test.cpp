#include "application/ingestion/load_gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace insightflow::testing {
namespace {

// Goes in by a thread of its own and stays until told to leave.
class Visitor {
public:
    Visitor(LoadGate& gate, std::uint64_t weight)
        : thread_([this, &gate, weight](std::stop_token stop) {
              const auto permit = gate.enter(weight, stop);
              inside_ = permit.has_value();
              refused_ = !permit.has_value();
              while (!leave_ && !stop.stop_requested()) std::this_thread::yield();
          }) {}
    void wait_until_inside() const {
        while (!inside_) std::this_thread::yield();
    }
    bool is_inside() const { return inside_; }
    void leave() {
        leave_ = true;
        thread_.join();
    }
    bool is_refused_when_stopped() {
        thread_.request_stop();
        thread_.join();
        return refused_;
    }

private:
    std::atomic<bool> inside_ = false;
    std::atomic<bool> refused_ = false;
    std::atomic<bool> leave_ = false;
    std::jthread thread_;
};

void wait_until_waiting(const LoadGate& gate, std::size_t visitors) {
    while (gate.waiting() != visitors) std::this_thread::yield();
}

TEST(LoadGate, WhatFitsIsInsideTogether) {
    LoadGate gate(10);
    auto first = gate.enter(6, {});
    const auto second = gate.enter(4, {});
    EXPECT_TRUE(first && second);
    Visitor third(gate, 0);
    wait_until_waiting(gate, 1);
    EXPECT_FALSE(third.is_inside());
    first.reset();
    third.wait_until_inside();
    third.leave();
}

TEST(LoadGate, WhatIsHeavierThanTheRoomGoesInAlone) {
    LoadGate gate(10);
    auto first = gate.enter(1, {});
    Visitor solo(gate, LoadGate::alone);
    wait_until_waiting(gate, 1);
    EXPECT_FALSE(solo.is_inside());
    first.reset();
    solo.wait_until_inside();
    Visitor later(gate, 1);
    wait_until_waiting(gate, 1);
    EXPECT_FALSE(later.is_inside());
    solo.leave();
    later.wait_until_inside();
    later.leave();
}

TEST(LoadGate, ALightOneDoesNotOvertakeAHeavyOneThatWaits) {
    LoadGate gate(10);
    auto first = gate.enter(5, {});
    Visitor heavy(gate, 6);
    wait_until_waiting(gate, 1);
    Visitor light(gate, 1);
    wait_until_waiting(gate, 2);
    EXPECT_FALSE(light.is_inside());
    first.reset();
    heavy.wait_until_inside();
    light.wait_until_inside();
    heavy.leave();
    light.leave();
}

TEST(LoadGate, AStopEndsTheWaitAndGivesTheTurnOn) {
    LoadGate gate(10);
    const auto first = gate.enter(5, {});
    Visitor heavy(gate, 6);
    wait_until_waiting(gate, 1);
    Visitor light(gate, 5);
    wait_until_waiting(gate, 2);
    EXPECT_FALSE(light.is_inside());
    EXPECT_TRUE(heavy.is_refused_when_stopped());
    light.wait_until_inside();
    light.leave();
}

TEST(LoadGate, WhoGivesUpGivesTheTurnOn) {
    LoadGate gate(10);
    const auto first = gate.enter(5, {});
    EXPECT_FALSE(gate.enter(6, {}, LoadGate::Clock::now()).has_value());
    EXPECT_EQ(gate.waiting(), 0U);
    EXPECT_TRUE(gate.enter(5, {}, LoadGate::Clock::now()).has_value());
}

}  // namespace
}  // namespace insightflow::testing
