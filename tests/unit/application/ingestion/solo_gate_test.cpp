#include "application/ingestion/solo_gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace insightflow::testing {
namespace {

using namespace std::chrono_literals;

// Whether a thread of its own got in, which it then holds until released.
class Visitor {
public:
    Visitor(SoloGate& gate, bool alone)
        : thread_([this, &gate, alone](std::stop_token stop) {
              const auto permit = gate.enter(alone, stop);
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

TEST(SoloGate, ManyAreInsideTogether) {
    SoloGate gate;
    const auto first = gate.enter(false, {});
    const auto second = gate.enter(false, {});
    EXPECT_TRUE(first && second);
}

TEST(SoloGate, OneThatWantsToBeAloneWaitsUntilAllHaveLeft) {
    SoloGate gate;
    auto first = gate.enter(false, {});
    auto second = gate.enter(false, {});
    Visitor solo(gate, true);
    EXPECT_TRUE(solo.stays_outside());
    first.reset();
    EXPECT_TRUE(solo.stays_outside());
    second.reset();
    solo.wait_until_inside();
    solo.leave();
}

TEST(SoloGate, NobodyGoesInBeforeOrBesideOneThatWantsToBeAlone) {
    SoloGate gate;
    auto first = gate.enter(false, {});
    Visitor solo(gate, true);
    EXPECT_TRUE(solo.stays_outside());
    Visitor later(gate, false);
    EXPECT_TRUE(later.stays_outside());
    first.reset();
    solo.wait_until_inside();
    EXPECT_TRUE(later.stays_outside());
    solo.leave();
    later.wait_until_inside();
    later.leave();
}

TEST(SoloGate, AStopEndsTheWait) {
    SoloGate gate;
    const auto first = gate.enter(false, {});
    Visitor solo(gate, true);
    EXPECT_TRUE(solo.stays_outside());
    EXPECT_TRUE(solo.is_refused_when_stopped());
    EXPECT_TRUE(gate.enter(false, {}));
}

}  // namespace
}  // namespace insightflow::testing
