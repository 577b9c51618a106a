#include "http/core/accepted_tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace insightflow::http {
namespace {

using namespace std::chrono_literals;

const AcceptedTokens::Time start = AcceptedTokens::Time{} + 1h;

TEST(AcceptedTokens, AreThoseOfTheirClient) {
    AcceptedTokens accepted;
    accepted.add("192.0.2.1", "key", start);
    EXPECT_TRUE(accepted.holds("192.0.2.1", "key", start));
    EXPECT_FALSE(accepted.holds("192.0.2.1", "other", start));
    EXPECT_FALSE(accepted.holds("192.0.2.2", "key", start));
    accepted.remove("192.0.2.1", "key");
    EXPECT_FALSE(accepted.holds("192.0.2.1", "key", start));
}

TEST(AcceptedTokens, AreForgottenSomeTimeAfterTheirLastUse) {
    AcceptedTokens accepted;
    accepted.add("a", "key", start);
    EXPECT_TRUE(accepted.holds("a", "key", start + AcceptedTokens::kept_for));
    EXPECT_FALSE(accepted.holds("a", "key", start + AcceptedTokens::kept_for + 1s));
    accepted.add("a", "key", start + 5min);
    EXPECT_TRUE(accepted.holds("a", "key", start + 5min + AcceptedTokens::kept_for));
}

TEST(AcceptedTokens, AreBounded) {
    AcceptedTokens accepted(2);
    for (const char* token : {"1", "2", "3"}) accepted.add("a", token, start);
    EXPECT_FALSE(accepted.holds("a", "3", start)) << "there is no room for it";
    const auto later = start + AcceptedTokens::kept_for + 1s;
    accepted.add("a", "3", later);
    EXPECT_TRUE(accepted.holds("a", "3", later)) << "forgotten ones made room";
}

}  // namespace
}  // namespace insightflow::http
