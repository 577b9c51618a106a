#include "application/ingestion/load_gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace insightflow::testing {
namespace {

using namespace std::chrono_literals;

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
    bool stays_outside() const {
        std::this_thread::sleep_for(20ms);
        return !inside_;
    }
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

TEST(LoadGate, WhatFitsIsInsideTogether) {
    LoadGate gate(10);
    auto first = gate.enter(6, {});
    const auto second = gate.enter(4, {});
    EXPECT_TRUE(first && second);
    Visitor third(gate, 0);
    EXPECT_TRUE(third.stays_outside());
    first.reset();
    third.wait_until_inside();
    third.leave();
}

TEST(LoadGate, WhatIsHeavierThanTheRoomGoesInAlone) {
    LoadGate gate(10);
    auto first = gate.enter(1, {});
    auto second = gate.enter(1, {});
    Visitor solo(gate, LoadGate::alone);
    EXPECT_TRUE(solo.stays_outside());
    first.reset();
    EXPECT_TRUE(solo.stays_outside());
    second.reset();
    solo.wait_until_inside();
    Visitor later(gate, 1);
    EXPECT_TRUE(later.stays_outside());
    solo.leave();
    later.wait_until_inside();
    later.leave();
}

TEST(LoadGate, ALightOneDoesNotOvertakeAHeavyOneThatWaits) {
    LoadGate gate(10);
    auto first = gate.enter(5, {});
    Visitor heavy(gate, 6);
    EXPECT_TRUE(heavy.stays_outside());
    Visitor light(gate, 1);
    EXPECT_TRUE(light.stays_outside());
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
    EXPECT_TRUE(heavy.stays_outside());
    Visitor light(gate, 5);
    EXPECT_TRUE(light.stays_outside());
    EXPECT_TRUE(heavy.is_refused_when_stopped());
    light.wait_until_inside();
    light.leave();
}

}  // namespace
}  // namespace insightflow::testing
