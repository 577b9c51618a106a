#include "http/core/fair_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace insightflow::http {
namespace {

using testing::ElementsAre;

std::vector<int> pop(FairQueue<int>& queue, int count) {
    std::vector<int> popped;
    for (int i = 0; i < count; ++i) popped.push_back(queue.pop());
    return popped;
}

TEST(FairQueue, OneClientIsServedInItsOrder) {
    FairQueue<int> queue;
    for (const int work : {1, 2, 3}) queue.push("a", work);
    EXPECT_THAT(pop(queue, 3), ElementsAre(1, 2, 3));
}

TEST(FairQueue, ClientsAreServedInTurn) {
    FairQueue<int> queue;
    for (const int work : {1, 2, 3, 4}) queue.push("busy", work);
    queue.push("b", 10);
    queue.push("c", 20);
    queue.push("c", 21);
    EXPECT_THAT(pop(queue, 7), ElementsAre(1, 10, 20, 2, 21, 3, 4));
}

TEST(FairQueue, WhoComesLaterWaitsForOneOfEachOther) {
    FairQueue<int> queue;
    for (const int work : {1, 2, 3}) queue.push("busy", work);
    EXPECT_THAT(pop(queue, 1), ElementsAre(1));
    queue.push("late", 10);
    EXPECT_THAT(pop(queue, 3), ElementsAre(2, 10, 3));
    queue.push("late", 11);
    EXPECT_THAT(pop(queue, 1), ElementsAre(11)) << "an empty queue begins anew";
}

}  // namespace
}  // namespace insightflow::http
