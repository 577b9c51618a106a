#include "application/accounts/login_throttle.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
using std::chrono::seconds;

// Seconds to wait; 0: it goes on.
int wait_of(LoginThrottle& throttle, const std::string& account, const std::string& client, Timestamp now) {
    const auto let_in = throttle.attempt(account, client, now);
    return let_in ? 0 : let_in.error().retry_after_s;
}

TEST(LoginThrottle, WaitsDoubleUpToTheirMost) {
    LoginThrottle throttle;
    Timestamp now = noon;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", now), 0);
    for (const int expected : {1, 2, 4, 8, 16, 32, 60, 60}) {
        EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", now), expected);
        now += seconds{expected};
        EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", now), 0);
    }
}

TEST(LoginThrottle, ARefusedAttemptDoesNotMakeTheWaitLonger) {
    LoginThrottle throttle;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 1);
}

TEST(LoginThrottle, AnAddressIsSlowedDownWhateverAccountsItTries) {
    LoginThrottle throttle;
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(wait_of(throttle, "user" + std::to_string(i), "192.0.2.1", noon), 0);
    EXPECT_EQ(wait_of(throttle, "one more", "192.0.2.1", noon), 1);
    EXPECT_EQ(wait_of(throttle, "one more", "192.0.2.2", noon), 0);
}

TEST(LoginThrottle, ASuccessForgetsTheAccountsFailures) {
    LoginThrottle throttle;
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
        throttle.succeeded("anna", "192.0.2.1");
    }
    throttle.succeeded("nobody", "192.0.2.9");
}

TEST(LoginThrottle, FailuresAreForgottenInTime) {
    LoginThrottle throttle;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
    const Timestamp later = noon + seconds{3601};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", later), 0);
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", later), 1);
}

TEST(LoginThrottle, ItsMemoryIsBounded) {
    LoginThrottle throttle({.per_account = {1, seconds{10}, seconds{10}},
                            .per_address = {1000, seconds{1}, seconds{1}},
                            .entries_max = 10});
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 10);
    for (int i = 0; i < 20; ++i) (void)wait_of(throttle, std::to_string(i), "192.0.2.1", noon);
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
}

TEST(LoginThrottle, RefusedAttemptsPushNobodyOut) {
    LoginThrottle throttle({.per_account = {1, seconds{10}, seconds{10}},
                            .per_address = {3, seconds{1}, seconds{1}},
                            .entries_max = 10});
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
    for (int i = 0; i < 50; ++i) (void)wait_of(throttle, std::to_string(i), "192.0.2.2", noon);
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.3", noon), 10);
}

TEST(LoginThrottle, TheOneThatFailedLongestAgoGoesFirst) {
    LoginThrottle throttle({.per_account = {1, seconds{10}, seconds{10}},
                            .per_address = {1000, seconds{1}, seconds{1}},
                            .entries_max = 3});
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
    EXPECT_EQ(wait_of(throttle, "ben", "192.0.2.1", noon), 0);
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 10);
    EXPECT_EQ(wait_of(throttle, "zoe", "192.0.2.1", noon), 0);
    EXPECT_EQ(wait_of(throttle, "ben", "192.0.2.1", noon), 10);
    EXPECT_EQ(wait_of(throttle, "anna", "192.0.2.1", noon), 0);
}

}  // namespace
}  // namespace insightflow
