#include "domain/text/joined.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

TEST(Joined, PutsTheTextBetweenAllOfThem) {
    EXPECT_EQ(joined({}, ", "), "");
    EXPECT_EQ(joined({"a"}, ", "), "a");
    EXPECT_EQ(joined({"", "b", "c"}, ", "), ", b, c");
}

}  // namespace
}  // namespace insightflow
