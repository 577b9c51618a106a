// Answers that come later, and bodies that are made while they are sent.
#include <gmock/gmock.h>

#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

using namespace std::chrono_literals;

template <class Condition>
bool soon(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
    return condition();
}

TEST(ServerLater, AnAnswerThatComesLaterHoldsNoThread) {
    LiveServer live({.pool_threads = 1});
    RawClient waiting(live.port());
    waiting.send(request("GET", "/api/v1/later"));
    ASSERT_TRUE(soon([&] { return live.later.begun == 1; }));
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/things/1"))->status, 200);
    live.later.deliver();
    const auto reply = waiting.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 201);
    EXPECT_EQ(reply->body, R"({"text":"delivered"})");
    waiting.send(request("GET", "/api/v1/echo?text=next"));
    EXPECT_EQ(waiting.receive()->status, 200) << "the connection goes on";
}

TEST(ServerLater, WaitingTakesNobodysPlaceInTheQueue) {
    LiveServer live({.pool_threads = 1, .limits = {.waiting_per_client_max = 1}});
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int n = 1; n <= 10; ++n) {
        waiting.push_back(std::make_unique<RawClient>(live.port()));
        waiting.back()->send(request("GET", "/api/v1/later"));
        ASSERT_TRUE(soon([&] { return live.later.begun == n; })) << n;
    }
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/things/1"))->status, 200);
}

TEST(ServerLater, WhatIsThereAlreadyIsAnsweredAtOnce) {
    LiveServer live;
    live.later.deliver();
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/later"))->status, 201);
}

TEST(ServerLater, AtItsDeadlineItSaysHowThingsAre) {
    LiveServer live;
    const auto reply = ask(live.port(), request("GET", "/api/v1/later"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 202);
    EXPECT_EQ(reply->body, R"({"text":"nothing yet"})");
    live.later.deliver();  // wakes nobody any more
}

TEST(ServerLater, WhoLeavesIsNotWaitedFor) {
    LiveServer live;
    {
        RawClient leaving(live.port());
        leaving.send(request("GET", "/api/v1/later"));
        ASSERT_TRUE(soon([&] { return live.later.begun == 1; }));
    }
    EXPECT_LT(live.await_log(1)[0].duration_us, 250'000) << "its deadline is at 300 ms";
}

TEST(ServerLater, AStopWhileSomebodyWaitsEndsInOrder) {
    auto live = std::make_unique<LiveServer>(ServerConfig{.limits = {.drain = 50ms}});
    RawClient waiting(live->port());
    waiting.send(request("GET", "/api/v1/later"));
    ASSERT_TRUE(soon([&] { return live->later.begun == 1; }));
    live->stop();
    live->later.deliver();
}

TEST(ServerStream, PiecesArriveAsOneBody) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("GET", "/api/v1/pieces?count=3&bytes=4"));
    const auto reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "aaaabbbbcccc");
    EXPECT_EQ(reply->header("Content-Type"), "text/plain");
    EXPECT_EQ(reply->header("Content-Length"), "");
    EXPECT_EQ(reply->header("Cache-Control"), "no-store");
    client.send(request("GET", "/api/v1/echo?text=next"));
    EXPECT_EQ(client.receive()->status, 200) << "the connection goes on";
    EXPECT_GE(live.await_log(1)[0].bytes_out, 12u);
}

TEST(ServerStream, LargePiecesArriveWhole) {
    LiveServer live;
    const auto reply = ask(live.port(), request("GET", "/api/v1/pieces?count=20&bytes=1000000"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body.size(), 20'000'000u);
}

TEST(ServerStream, WithoutAPieceTheBodyIsEmpty) {
    LiveServer live;
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/pieces?count=0"))->body, "");
}

TEST(ServerStream, HeadHasNoBody) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("HEAD", "/api/v1/pieces"));
    EXPECT_EQ(client.receive(true)->header("Transfer-Encoding"), "chunked");
    client.send(request("GET", "/api/v1/echo?text=next"));
    EXPECT_EQ(client.receive()->status, 200);
}

TEST(ServerStream, ForHttp10TheConnectionsEndIsTheBodys) {
    LiveServer live;
    RawClient client(live.port());
    client.send(
        "GET /api/v1/pieces?count=2&bytes=3 HTTP/1.0\r\nHost: a\r\nAuthorization: Bearer reader\r\n\r\n");
    const std::string all = client.receive_all();
    EXPECT_THAT(all, ::testing::EndsWith("\r\n\r\naaabbb"));
    EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr("chunked")));
}

TEST(ServerStream, OneThatBreaksOffIsNotTakenForWhole) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("GET", "/api/v1/pieces?count=2&bytes=3&fail=true"));
    const std::string all = client.receive_all();
    EXPECT_THAT(all, ::testing::EndsWith("3\r\nbbb\r\n")) << "no last chunk";
    ASSERT_EQ(live.faults().size(), 1u);
    EXPECT_THAT(live.faults()[0].detail, ::testing::HasSubstr("broken off"));
}

TEST(ServerStream, OneThatPausesHoldsNoThread) {
    LiveServer live({.pool_threads = 1});
    std::vector<std::unique_ptr<RawClient>> listening;
    for (int n = 0; n < 20; ++n) {
        listening.push_back(std::make_unique<RawClient>(live.port()));
        listening.back()->send(request("GET", "/api/v1/ticks"));
    }
    ASSERT_TRUE(soon([&] { return live.later.streams == 20 && live.later.ticks > 40; }));
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/things/1"))->status, 200);
}

TEST(ServerStream, EndsWhenTheClientLeaves) {
    LiveServer live;
    {
        RawClient client(live.port());
        client.send(request("GET", "/api/v1/ticks"));
        ASSERT_TRUE(soon([&] { return live.later.ticks > 2; }));
    }
    EXPECT_TRUE(soon([&] { return live.later.streams == 0; }));
}

TEST(ServerStream, OneThatPausesEndsInADrain) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("GET", "/api/v1/ticks"));
    ASSERT_TRUE(soon([&] { return live.later.ticks > 2; }));
    live.stop();
    EXPECT_THAT(client.receive_all(), ::testing::EndsWith("4\r\ntick\r\n0\r\n\r\n"));
}

TEST(ServerStream, WhoDoesNotReadIsCutOff) {
    LiveServer live({.limits = {.write_timeout = 200ms}});
    RawClient client(live.port());
    client.send(request("GET", "/api/v1/pieces?count=100&bytes=1000000"));
    EXPECT_LT(live.await_log(1)[0].bytes_out, 50'000'000u);
}

}  // namespace
}  // namespace insightflow::http::test
