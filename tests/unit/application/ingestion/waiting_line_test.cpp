#include "application/ingestion/waiting_line.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>

namespace insightflow {
namespace {

using namespace std::chrono_literals;
using Line = WaitingLine<std::string>;

TEST(WaitingLine, TheLowestNumberGoesFirst) {
    Line line;
    line.push(3, "three");
    line.push(1, "one");
    line.push(2, "two");
    for (const char* expected : {"one", "two", "three"}) EXPECT_EQ(line.pop({}), expected);
}

TEST(WaitingLine, ANumberIsInTheLineOnce) {
    Line line;
    EXPECT_TRUE(line.push(1, "first"));
    EXPECT_FALSE(line.push(1, "second"));
    EXPECT_EQ(line.drain(), std::vector<std::string>{"first"});
    EXPECT_TRUE(line.push(1, "third"));
}

TEST(WaitingLine, AnItemWaitsForItsTimeAndLetsOthersPass) {
    Line line;
    const auto time = Line::Clock::now() + 30ms;
    line.push(1, "later", time);
    line.push(2, "now");
    EXPECT_EQ(line.pop({}), "now");
    EXPECT_EQ(line.pop({}), "later");
    EXPECT_GE(Line::Clock::now(), time);
}

TEST(WaitingLine, PopWaitsForAPush) {
    Line line;
    std::jthread pusher([&] {
        std::this_thread::sleep_for(10ms);
        line.push(1, "x");
    });
    EXPECT_EQ(line.pop({}), "x");
}

TEST(WaitingLine, AStopEndsEveryWait) {
    Line line;
    std::stop_source stop;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(10ms);
        stop.request_stop();
    });
    EXPECT_EQ(line.pop(stop.get_token()), std::nullopt);
    Line with_future;
    with_future.push(1, "in an hour", Line::Clock::now() + 1h);
    EXPECT_EQ(with_future.pop(stop.get_token()), std::nullopt);
    Line full;
    full.push(1, "x");
    EXPECT_FALSE(full.push_when_room(2, "y", 1, stop.get_token()));
    EXPECT_EQ(full.drain().size(), 1u);
}

TEST(WaitingLine, AnItemCanBeTakenOutOfTheMidst) {
    Line line;
    for (const int number : {1, 2, 3}) line.push(number, std::to_string(number));
    EXPECT_EQ(line.remove(2), "2");
    EXPECT_EQ(line.remove(2), std::nullopt);
    EXPECT_EQ(line.drain(), (std::vector<std::string>{"1", "3"}));
}

TEST(WaitingLine, NegativeNumbersGoFirstAndTakeNoRoom) {
    Line line;
    line.push(-1, "a", Line::Clock::now() + 1h);
    line.push(-2, "b");
    EXPECT_TRUE(line.push_when_room(1, "c", 1, {}));
    EXPECT_EQ(line.pop({}), "b");
    EXPECT_EQ(line.pop({}), "c");
}

TEST(WaitingLine, PushWhenRoomWaitsForRoom) {
    Line line;
    line.push(1, "x");
    std::latch started(1);
    std::atomic<bool> returned = false;
    std::jthread pusher([&](std::stop_token stop) {
        started.count_down();
        EXPECT_TRUE(line.push_when_room(2, "y", 1, stop));
        returned = true;
    });
    started.wait();
    std::this_thread::sleep_for(20ms);  // enough for one that does not wait to show itself
    EXPECT_FALSE(returned);
    EXPECT_EQ(line.pop({}), "x");
    EXPECT_EQ(line.pop({}), "y");
    pusher.join();
    EXPECT_TRUE(returned);
}

}  // namespace
}  // namespace insightflow
