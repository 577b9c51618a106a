#include "http/core/fair_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace insightflow::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What runs next, one after another; each ends before the next begins.
std::vector<int> run(FairQueue<int>& queue, int count) {
    std::vector<int> ran;
    for (int i = 0; i < count; ++i) {
        const auto turn = queue.pop();
        if (!turn) break;
        ran.push_back(turn->work);
        queue.ended(turn->client);
    }
    return ran;
}

TEST(FairQueue, OneClientIsServedInItsOrder) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3}) queue.push("a", work);
    EXPECT_THAT(run(queue, 4), ElementsAre(1, 2, 3));
    EXPECT_THAT(run(queue, 1), IsEmpty());
}

TEST(FairQueue, ClientsAreServedInTurn) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3, 4}) queue.push("busy", work);
    queue.push("b", 10);
    queue.push("c", 20);
    queue.push("c", 21);
    EXPECT_THAT(run(queue, 7), ElementsAre(1, 10, 20, 2, 21, 3, 4));
}

TEST(FairQueue, WhoComesLaterWaitsForOneOfEachOther) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3}) queue.push("busy", work);
    EXPECT_THAT(run(queue, 1), ElementsAre(1));
    queue.push("late", 10);
    EXPECT_THAT(run(queue, 3), ElementsAre(2, 10, 3));
    queue.push("late", 11);
    EXPECT_THAT(run(queue, 1), ElementsAre(11)) << "an empty queue begins anew";
}

TEST(FairQueue, SoMuchOfAClientRunsAtOnceAndNoMore) {
    FairQueue<int> queue(2);
    for (const int work : {1, 2, 3, 4}) queue.push("busy", work);
    EXPECT_EQ(queue.pop()->work, 1);
    EXPECT_EQ(queue.pop()->work, 2);
    EXPECT_FALSE(queue.pop());
    queue.push("other", 10);
    EXPECT_EQ(queue.pop()->work, 10) << "it is not held up by the one whose turn would have been";
    EXPECT_TRUE(queue.ended("busy")) << "more waited for that";
    EXPECT_EQ(queue.pop()->work, 3);
    EXPECT_TRUE(queue.ended("busy"));
    EXPECT_EQ(queue.pop()->work, 4);
    EXPECT_FALSE(queue.ended("busy")) << "nothing waits";
    EXPECT_FALSE(queue.ended("busy"));
    EXPECT_FALSE(queue.ended("other"));
    EXPECT_FALSE(queue.pop());
}

}  // namespace
}  // namespace insightflow::http
