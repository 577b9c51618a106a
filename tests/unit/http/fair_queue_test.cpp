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
        queue.ended(turn->tenant);
    }
    return ran;
}

TEST(FairQueue, OneClientIsServedInItsOrder) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3}) queue.push({"a", "a"}, work);
    EXPECT_THAT(run(queue, 4), ElementsAre(1, 2, 3));
    EXPECT_THAT(run(queue, 1), IsEmpty());
}

TEST(FairQueue, ClientsAreServedInTurn) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3, 4}) queue.push({"busy", "busy"}, work);
    queue.push({"b", "b"}, 10);
    queue.push({"c", "c"}, 20);
    queue.push({"c", "c"}, 21);
    EXPECT_THAT(run(queue, 7), ElementsAre(1, 10, 20, 2, 21, 3, 4));
}

TEST(FairQueue, WhoComesLaterWaitsForOneOfEachOther) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3}) queue.push({"busy", "busy"}, work);
    EXPECT_THAT(run(queue, 1), ElementsAre(1));
    queue.push({"late", "late"}, 10);
    EXPECT_THAT(run(queue, 3), ElementsAre(2, 10, 3));
    queue.push({"late", "late"}, 11);
    EXPECT_THAT(run(queue, 1), ElementsAre(11)) << "an empty queue begins anew";
}

TEST(FairQueue, ManyClientsOfATenantHaveNoMoreThanOneOfAnother) {
    FairQueue<int> queue(1);
    for (const int work : {1, 2, 3}) queue.push({"large", "key " + std::to_string(work)}, work);
    queue.push({"large", "key 1"}, 4);
    for (const int work : {10, 11, 12}) queue.push({"small", "key"}, work);
    EXPECT_THAT(run(queue, 8), ElementsAre(1, 10, 2, 11, 3, 12, 4));
}

TEST(FairQueue, SoMuchOfATenantRunsAtOnceAndNoMore) {
    FairQueue<int> queue(2);
    for (const int work : {1, 2, 3, 4}) queue.push({"busy", "key " + std::to_string(work)}, work);
    EXPECT_EQ(queue.pop()->work, 1);
    EXPECT_EQ(queue.pop()->work, 2);
    EXPECT_FALSE(queue.pop());
    queue.push({"other", "other"}, 10);
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
