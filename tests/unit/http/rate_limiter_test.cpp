#include "http/core/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

using namespace std::chrono_literals;
using Time = RateLimiter::Time;

constexpr RateLimit ten_in_five{.requests = 10, .window = 5s};
const Time start = Time{} + 1h;

TEST(RateLimiter, AFullBucketMayBeSpentAtOnce) {
    RateLimiter limiter(ten_in_five);
    for (std::uint64_t i = 10; i-- > 0;) {
        const auto verdict = limiter.take("a", start);
        EXPECT_TRUE(verdict.allowed);
        EXPECT_EQ(verdict.remaining, i);
    }
    const auto refused = limiter.take("a", start);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.remaining, 0U);
    EXPECT_EQ(refused.until_next, 1s) << "half a second, rounded up";
    EXPECT_EQ(refused.until_full, 5s);
    EXPECT_TRUE(limiter.take("b", start).allowed) << "each client has its own";
}

TEST(RateLimiter, TokensComeBackEvenly) {
    RateLimiter limiter(ten_in_five);
    for (int i = 0; i < 10; ++i) limiter.take("a", start);
    EXPECT_FALSE(limiter.take("a", start + 499ms).allowed);
    EXPECT_TRUE(limiter.take("a", start + 500ms).allowed);
    EXPECT_FALSE(limiter.take("a", start + 500ms).allowed) << "a refused request costs nothing";
    EXPECT_TRUE(limiter.take("a", start + 1000ms).allowed);
    EXPECT_EQ(limiter.take("a", start + 1h).remaining, 9U) << "no more than the bucket holds";
}

TEST(RateLimiter, OverAnyTimeNoMoreThanTheQuotaPerWindowAndOneBucket) {
    RateLimiter limiter(ten_in_five);
    int allowed = 0;
    for (auto now = start; now < start + 100s; now += 7ms) allowed += limiter.take("a", now).allowed ? 1 : 0;
    EXPECT_GE(allowed, 205);
    EXPECT_LE(allowed, 210);
}

TEST(RateLimiter, ALookCostsNothing) {
    RateLimiter limiter(ten_in_five, 1);
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(limiter.look("a", start).allowed);
        limiter.take("a", start);
    }
    EXPECT_FALSE(limiter.look("a", start).allowed);
    EXPECT_EQ(limiter.look("a", start).until_next, 1s);
    EXPECT_TRUE(limiter.look("b", start).allowed) << "one of those who share a bucket";
}

TEST(RateLimiter, NoLimitIsNoLimit) {
    RateLimiter limiter(RateLimit{});
    EXPECT_TRUE(limiter.look("a", start).allowed);
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.take("a", start).allowed);
}

TEST(RateLimiter, MemoryIsBoundedAndNobodyIsUnlimited) {
    RateLimiter limiter(ten_in_five, 2);
    limiter.take("a", start);
    limiter.take("b", start);
    int allowed = 0;
    for (int i = 0; i < 100; ++i) allowed += limiter.take("c" + std::to_string(i), start).allowed ? 1 : 0;
    EXPECT_EQ(allowed, 10) << "those that came later share one bucket";
    EXPECT_EQ(limiter.take("d", start + 10s).remaining, 9U) << "quiet clients made room";
}

}  // namespace
}  // namespace insightflow::http
