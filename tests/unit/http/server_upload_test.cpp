#include <gmock/gmock.h>

#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mebibyte = 1024 * 1024;
const std::string csv = "Content-Type: text/csv\r\n";
const std::string expect = "Expect: 100-continue\r\n";

void await_destroyed(const LiveServer& live, int count) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (live.uploads.destroyed < count && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(live.uploads.destroyed, count);
}

TEST(ServerUpload, AChunkedBodyIsStreamedInPieces) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("POST", "/api/v1/upload", csv + "Transfer-Encoding: chunked\r\n"));
    const std::string chunk = "186a0;ext=\"1\"\r\n" + std::string(100'000, 'x') + "\r\n";
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(client.send(chunk));
    client.send("0\r\nTrailer: a\r\n\r\n");
    const auto reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 202);
    EXPECT_EQ(reply->body, R"({"text":"20000000"})");
    EXPECT_EQ(live.uploads.bytes, 20'000'000U);
    EXPECT_EQ(live.uploads.largest_piece, mebibyte);
    await_destroyed(live, 1);
    client.send(request("GET", "/api/v1/echo?text=next"));
    EXPECT_EQ(client.receive()->status, 200) << "the connection goes on";
    EXPECT_GE(live.await_log(1)[0].bytes_in, 20'000'000U);
}

TEST(ServerUpload, ABodyOfKnownLengthIsStreamed) {
    LiveServer live;
    const auto reply =
        ask(live.port(), request("POST", "/api/v1/upload", csv, std::string(3 * mebibyte + 17, 'x')));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, R"({"text":"3145745"})");
    EXPECT_EQ(live.uploads.finished, 1);
}

TEST(ServerUpload, AnEmptyBodyIsFinishedWithoutAPiece) {
    LiveServer live;
    EXPECT_EQ(ask(live.port(), request("POST", "/api/v1/upload", csv + "Content-Length: 0\r\n"))->body,
              R"({"text":"0"})");
}

TEST(ServerUpload, AHeaderValueCannotEndItsLine) {
    LiveServer live;
    const auto reply = ask(live.port(), request("POST", "/api/v1/upload", csv, "x"));
    EXPECT_EQ(reply->header("Location"), "/uploads/1  X-Injected: yes");
    EXPECT_EQ(reply->header("X-Injected"), "");
}

TEST(ServerUpload, AClientThatWaitsIsAskedForTheBody) {
    LiveServer live;
    for (const std::string path : {"/api/v1/upload", "/api/v1/echo"}) {
        const bool is_upload = path == "/api/v1/upload";
        RawClient client(live.port());
        const std::string body = R"({"text":"a"})";
        client.send(request("POST", path,
                            (is_upload ? csv : "Content-Type: application/json\r\n") + expect +
                                "Content-Length: " + std::to_string(body.size()) + "\r\n"));
        const auto go_on = client.receive();
        ASSERT_TRUE(go_on);
        EXPECT_EQ(go_on->status, 100);
        client.send(body);
        EXPECT_EQ(client.receive()->status, is_upload ? 202 : 201);
    }
}

TEST(ServerUpload, AnOldClientIsNotAskedForTheBody) {
    LiveServer live;
    const auto reply =
        ask(live.port(),
            "POST /api/v1/upload HTTP/1.0\r\nAuthorization: Bearer writer\r\nContent-Type: text/csv\r\n"
            "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 202);
}

struct Early {
    const char* name;
    std::string target;
    std::string fields;
    int status;
};

TEST(ServerUpload, RefusalsComeBeforeTheBody) {
    LiveServer live;
    for (const auto& [name, target, fields, status] :
         {Early{"too large", "/api/v1/upload", csv + "Content-Length: 67108865\r\n", 413},
          Early{"said no", "/api/v1/upload?refuse=true", csv + "Content-Length: 5\r\n", 422},
          Early{"bad query", "/api/v1/upload?refsue=true", csv + "Content-Length: 5\r\n", 400}}) {
        RawClient client(live.port());
        client.send(request("POST", target, fields + expect));
        const auto reply = client.receive();
        ASSERT_TRUE(reply) << name;
        EXPECT_EQ(reply->status, status) << name;
        EXPECT_EQ(reply->header("Connection"), "close") << name;
    }
    const auto no_key =
        ask(live.port(),
            "POST /api/v1/upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(no_key->status, 401);
    EXPECT_EQ(live.uploads.begun, 0);
}

TEST(ServerUpload, AClientThatSendsOnGetsToSeeItsRefusal) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("POST", "/api/v1/upload?refuse=true", csv + "Content-Length: 8000000\r\n"));
    client.send(std::string(8'000'000, 'x'));
    const auto reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 422);
}

TEST(ServerUpload, AChunkedBodyOverTheLimitIs413) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("POST", "/api/v1/upload", csv + "Transfer-Encoding: chunked\r\n"));
    const std::string chunk = "100000\r\n" + std::string(mebibyte, 'x') + "\r\n";
    for (int i = 0; i < 66; ++i)
        if (!client.send(chunk)) break;
    EXPECT_EQ(client.receive()->status, 413);
    await_destroyed(live, 1);
    EXPECT_EQ(live.uploads.finished, 0);
    EXPECT_LE(live.uploads.bytes, 64 * mebibyte);
}

TEST(ServerUpload, AFailedWriteEndsTheUpload) {
    LiveServer live;
    const auto reply =
        ask(live.port(), request("POST", "/api/v1/upload", csv + "Content-Length: 3000000\r\n") + "!" +
                             std::string(1'500'000, 'x'));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 507);
    await_destroyed(live, 1);
    EXPECT_EQ(live.uploads.finished, 0);
}

TEST(ServerUpload, AClientThatGoesAwayLeavesNothingBehind) {
    LiveServer live;
    for (const bool politely : {true, false}) {
        RawClient client(live.port());
        client.send(request("POST", "/api/v1/upload", csv + "Content-Length: 5000000\r\n") +
                    std::string(1'500'000, 'x'));
        while (live.uploads.begun < (politely ? 1 : 2)) std::this_thread::sleep_for(1ms);
        if (!politely) client.reset();
    }
    await_destroyed(live, 2);
    EXPECT_EQ(live.uploads.finished, 0);
    EXPECT_EQ(live.await_log(2)[0].status, 499);
}

}  // namespace
}  // namespace insightflow::http::test
