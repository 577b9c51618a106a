#include "http/core/client_counts.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

TEST(ClientCounts, AClientHasItsShareAndNoMore) {
    ClientCounts counts(2);
    EXPECT_TRUE(counts.enter("a"));
    EXPECT_TRUE(counts.enter("a"));
    EXPECT_FALSE(counts.enter("a"));
    EXPECT_TRUE(counts.enter("b")) << "another client has a share of its own";
    counts.leave("a");
    EXPECT_TRUE(counts.enter("a")) << "what ended makes room";
    EXPECT_FALSE(counts.enter("a"));
}

TEST(ClientCounts, AShareOfNothingLetsNobodyIn) {
    ClientCounts counts(0);
    EXPECT_FALSE(counts.enter("a"));
    EXPECT_FALSE(counts.enter("a"));
}

}  // namespace
}  // namespace insightflow::http
