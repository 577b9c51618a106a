#include "cli/retry.hpp"

#include <gtest/gtest.h>

namespace insightflow::cli {
namespace {

using namespace std::chrono_literals;

Failure passing_failure() {
    Failure failure{exit_unavailable, "no answer"};
    failure.passing = true;
    return failure;
}

TEST(Retry, PausesGrowAndTheTriesAreBounded) {
    const std::optional<std::chrono::milliseconds> pauses[] = {500ms, 1s, 2s, 4s, std::nullopt, std::nullopt};
    for (int tries = 1; tries <= 6; ++tries)
        EXPECT_EQ(pause_before_retry(passing_failure(), tries), pauses[tries - 1]) << tries;
}

// Its pauses come to more than the 20 s for which a server waits for the rest of a body.
TEST(Retry, AnUploadThatStillArrivesIsTriedForLonger) {
    Failure failure = passing_failure();
    failure.status = 409;
    std::chrono::milliseconds waited{0};
    int tries = 1;
    while (const auto pause = pause_before_retry(failure, tries)) {
        waited += *pause;
        ++tries;
    }
    EXPECT_EQ(tries, tries_of(failure));
    EXPECT_GT(waited, 20s);
    EXPECT_LT(waited, 30s);
}

TEST(Retry, OtherFailuresAreFinal) {
    for (const int code : {exit_failure, exit_data, exit_io, exit_try_again, exit_no_permission})
        EXPECT_EQ(pause_before_retry({code, "no"}, 1), std::nullopt) << code;
}

// Port 9 of this machine is not listened on; a URL that is none is no better later.
TEST(Retry, AServerThatDoesNotAnswerMayAnswerLaterAndABadAddressNever) {
    const auto no_server = Client({"http://127.0.0.1:9", ""}).get("/");
    ASSERT_FALSE(no_server);
    EXPECT_EQ(no_server.error().exit_code, exit_unavailable);
    EXPECT_TRUE(no_server.error().passing);
    const auto no_address = Client({"gopher://127.0.0.1:9", ""}).get("/");
    ASSERT_FALSE(no_address);
    EXPECT_FALSE(no_address.error().passing);
}

}  // namespace
}  // namespace insightflow::cli
