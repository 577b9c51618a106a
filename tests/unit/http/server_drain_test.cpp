#include <gtest/gtest.h>

#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const std::string health = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(ServerDrain, EndsIdleConnectionsAndReturns) {
    LiveServer live;
    RawClient idle(live.port());
    idle.send(health);
    EXPECT_EQ(idle.receive()->status, 200);
    const auto before = Clock::now();
    live.stop();
    EXPECT_LT(Clock::now() - before, 5s);
    EXPECT_TRUE(idle.closed_by_server());
    EXPECT_THROW(RawClient{live.port()}, std::runtime_error);
}

TEST(ServerDrain, FinishesRunningRequestsAndClosesTheirConnections) {
    LiveServer live;
    RawClient busy(live.port());
    busy.send(request("GET", "/api/v1/wait"));
    live.gate.await_waiting(1);
    live.server().request_stop();
    live.server().request_stop();
    EXPECT_FALSE(busy.receive(false, 100ms)) << "it is still running";
    live.gate.open();
    const auto reply = busy.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("Connection"), "close");
    EXPECT_TRUE(busy.closed_by_server());
    live.stop();
}

TEST(ServerDrain, AConnectionWithoutARequestYetMaySendOne) {
    LiveServer live({.limits = {.drain_first_request = 5s}});
    RawClient fresh(live.port());
    RawClient busy(live.port());
    busy.send(request("GET", "/api/v1/wait"));
    live.gate.await_waiting(1);
    live.server().request_stop();
    std::this_thread::sleep_for(50ms);
    fresh.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto reply = fresh.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 503);
    EXPECT_EQ(reply->body, R"({"status":"not_ready","reasons":["the server is shutting down"]})");
    EXPECT_EQ(reply->header("Connection"), "close");
    live.gate.open();
    EXPECT_EQ(busy.receive()->status, 200);
}

TEST(ServerDrain, WhatDoesNotEndInTimeIsStopped) {
    LiveServer live({.limits = {.drain = 100ms}});
    RawClient stuck(live.port());
    stuck.send(request("POST", "/api/v1/upload", "Content-Type: text/csv\r\nContent-Length: 10\r\n") + "abc");
    while (live.uploads.begun < 1) std::this_thread::sleep_for(1ms);
    const auto before = Clock::now();
    live.stop();
    EXPECT_LT(Clock::now() - before, 5s);
    EXPECT_EQ(live.uploads.destroyed, 1);
    EXPECT_EQ(live.uploads.finished, 0);
}

TEST(ServerDrain, NoRequestOfABusyTimeIsLost) {
    LiveServer live;
    std::atomic<int> lost{0};
    std::atomic<int> answered{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i)
        clients.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                std::unique_ptr<RawClient> client;
                try {
                    client = std::make_unique<RawClient>(live.port());
                } catch (const std::runtime_error&) {
                    return;  // the listener is gone, which a client can tell from a lost request
                }
                client->send(request("GET", "/api/v1/things/1"));
                const auto reply = client->receive();
                reply && reply->status == 200 ? ++answered : ++lost;
            }
        });
    while (answered < 50) std::this_thread::sleep_for(1ms);
    live.stop();
    for (auto& client : clients) client.join();
    EXPECT_LE(lost, 4) << "of each client at most the one that met the closing listener itself";
}

TEST(ServerDrain, AStopBeforeTheStartIsHonoured) {
    Server server({.port = 0}, Router{},
                  {.authenticate = [](std::string_view) { return AuthorisedScope{}; }});
    ASSERT_TRUE(server.bind());
    server.request_stop();
    server.run();
}

}  // namespace
}  // namespace insightflow::http::test
