#include <gmock/gmock.h>

#include "json/json_value.hpp"
#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Server, AnswersRequestAfterRequestOnOneConnection) {
    LiveServer live;
    RawClient client(live.port());
    for (const std::string text : {"one", "two", "three"}) {
        client.send(request("GET", "/api/v1/echo?text=" + text));
        const auto reply = client.receive();
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 200);
        EXPECT_EQ(reply->body, "{\"text\":\"" + text + "\"}");
        EXPECT_EQ(reply->header("Connection"), "");
        EXPECT_EQ(reply->header("Content-Type"), "application/json");
    }
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
    LiveServer live;
    RawClient client(live.port());
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += i % 2 == 0 ? request("GET", "/api/v1/things/" + std::to_string(i))
                          : request("POST", "/api/v1/echo", "Content-Type: application/json\r\n",
                                    "{\"text\":\"" + std::to_string(i) + "\"}");
    client.send(all);
    for (int i = 0; i < 20; ++i) {
        const auto reply = client.receive();
        ASSERT_TRUE(reply) << i;
        EXPECT_EQ(reply->body, "{\"text\":\"" + std::to_string(i) + "\"}");
    }
}

TEST(Server, ClosesWhenItIsAskedTo) {
    LiveServer live;
    for (const auto& bytes : {request("GET", "/api/v1/echo?text=a", "Connection: close\r\n"),
                              std::string("GET /healthz HTTP/1.0\r\n\r\n")}) {
        RawClient client(live.port());
        client.send(bytes);
        const auto reply = client.receive();
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 200);
        EXPECT_EQ(reply->header("Connection"), "close");
        EXPECT_TRUE(client.closed_by_server());
    }
    RawClient old(live.port());
    old.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(old.receive()->header("Connection"), "keep-alive");
    old.send("GET /healthz HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.receive()->status, 200);
}

TEST(Server, AnUpgradeIsNotTaken) {
    LiveServer live;
    RawClient client(live.port());
    client.send(
        request("GET", "/api/v1/echo?text=a",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"));
    const auto reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200) << "RFC 9110, 7.8: a server may ignore it";
    EXPECT_EQ(reply->header("Upgrade"), "");
    client.send(request("GET", "/api/v1/echo?text=b"));
    EXPECT_EQ(client.receive()->body, R"({"text":"b"})") << "the connection still speaks HTTP/1.1";
}

TEST(Server, HeadGivesTheHeaderOfGet) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("HEAD", "/api/v1/echo?text=abc"));
    const auto head = client.receive(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->header("Content-Length"), std::to_string(std::string_view(R"({"text":"abc"})").size()));
    client.send(request("GET", "/api/v1/echo?text=abc"));
    EXPECT_EQ(client.receive()->body, R"({"text":"abc"})") << "no body may have followed the header";
}

TEST(Server, OtherMethodsAre405WithAllow) {
    LiveServer live;
    for (const std::string method : {"DELETE", "OPTIONS", "TRACE", "PATCH", "get"}) {
        const auto reply = ask(live.port(), request(method, "/api/v1/echo"));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 405) << method;
        EXPECT_EQ(reply->header("Allow"), "GET, HEAD, POST");
    }
    EXPECT_EQ(ask(live.port(), "POST /healthz HTTP/1.1\r\nHost: a\r\n\r\n")->status, 405)
        << "an open path needs no key";
}

TEST(Server, EveryReplyCarriesTheSecurityHeaders) {
    LiveServer live;
    for (const std::string target :
         {"/api/v1/echo?text=a", "/api/v1/echo", "/nothing", "/healthz", "/api/docs/", "/api/v1/throw"}) {
        const auto reply = ask(live.port(), request("GET", target));
        EXPECT_EQ(reply->header("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(reply->header("Referrer-Policy"), "no-referrer") << target;
        EXPECT_THAT(reply->header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << target;
        EXPECT_NE(reply->header("Date"), "") << target;
        EXPECT_NE(reply->header("Cache-Control"), "") << target;
    }
}

struct AccessCase {
    const char* key;
    const char* method;
    const char* target;
    int status;
};

TEST(Server, WhoHasNoKeyLearnsNothing) {
    LiveServer live;
    for (const auto& [key, method, target, status] :
         {AccessCase{"", "GET", "/api/v1/echo?text=a", 401}, AccessCase{"", "GET", "/api/v1/nothing", 401},
          AccessCase{"", "GET", "/nothing", 401}, AccessCase{"", "DELETE", "/api/v1/echo", 401},
          AccessCase{"", "GET", "/api/v1/echo?bad=%zz", 401}, AccessCase{"", "GET", "/%zz", 401},
          AccessCase{"", "GET", "/healthz", 200}, AccessCase{"", "GET", "/api/openapi.json", 200},
          AccessCase{"Bearer wrong", "GET", "/api/v1/echo?text=a", 401},
          AccessCase{"Basic reader", "GET", "/api/v1/echo?text=a", 401},
          AccessCase{"Bearer reader", "GET", "/api/v1/echo?text=a", 200},
          AccessCase{"Bearer reader", "POST", "/api/v1/echo", 403},
          AccessCase{"Bearer reader", "GET", "/nothing", 404},
          AccessCase{"Bearer reader", "GET", "/%zz", 400},
          AccessCase{"Bearer reader", "DELETE", "/api/v1/echo", 405}}) {
        const std::string field = *key == '\0' ? "" : "Authorization: " + std::string(key) + "\r\n";
        const auto reply = ask(
            live.port(), std::string(method) + " " + target + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, status) << key << method << target;
        EXPECT_EQ(reply->header("WWW-Authenticate"), status == 401 ? "Bearer" : "");
    }
}

TEST(Server, AllFaultsOfARequestComeAsOneProblem) {
    LiveServer live;
    const auto reply = ask(live.port(), request("GET", "/api/v1/echo?txt=a&x=%ff"));
    EXPECT_EQ(reply->status, 400);
    EXPECT_EQ(reply->header("Content-Type"), "application/problem+json");
    EXPECT_THAT(
        reply->body,
        HasSubstr(R"({"pointer":"#/query/x","detail":"is not valid percent-encoded UTF-8: 'x=%ff'"})"));
    EXPECT_THAT(reply->body, HasSubstr(R"({"pointer":"#/query/text","detail":"is required"})"));
    EXPECT_THAT(reply->body, HasSubstr("did you mean 'text'?"));
}

TEST(Server, JsonBodiesAreJudgedBeforeTheyAreRead) {
    LiveServer live;
    struct Case {
        std::string fields;
        std::string body;
        int status;
    };
    for (const auto& [fields, body, status] :
         {Case{"Content-Type: application/json; charset=utf-8\r\n", R"({"text":"a"})", 201},
          Case{"Content-Type: text/plain\r\n", R"({"text":"a"})", 415}, Case{"", R"({"text":"a"})", 415},
          Case{"Content-Type: application/json\r\n", R"({"text":"a","text":"b"})", 400}, Case{"", "", 400},
          Case{"Content-Type: application/json\r\nContent-Length: 1048577\r\n", "", 413}}) {
        const auto reply = ask(live.port(), request("POST", "/api/v1/echo", fields, body));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, status) << fields << body;
    }
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/echo?text=a", "", "x"))->status, 400)
        << "GET takes no body";
}

TEST(Server, AChunkedBodyOverItsLimitIs413) {
    LiveServer live;
    RawClient client(live.port());
    client.send(
        request("POST", "/api/v1/echo", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
    const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
    for (int i = 0; i < 40; ++i) client.send(chunk);
    EXPECT_EQ(client.receive()->status, 413);
    EXPECT_TRUE(client.closed_by_server());
}

TEST(Server, NoContentHasNoBody) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("DELETE", "/api/v1/things/1"));
    const auto reply = client.receive();
    EXPECT_EQ(reply->status, 204);
    EXPECT_EQ(reply->header("Content-Length"), "");
    EXPECT_EQ(reply->header("Content-Type"), "");
    client.send(request("GET", "/api/v1/things/%7Bid%7D%2F1"));
    EXPECT_EQ(client.receive()->body, R"({"text":"{id}/1"})");
}

TEST(Server, TakesARequestIdOrMakesOne) {
    LiveServer live;
    EXPECT_EQ(
        ask(live.port(), request("GET", "/healthz", "X-Request-Id: my-id.1\r\n"))->header("X-Request-Id"),
        "my-id.1");
    const auto first = ask(live.port(), request("GET", "/healthz"))->header("X-Request-Id");
    const auto second =
        ask(live.port(), request("GET", "/healthz", "X-Request-Id: not sane\r\n"))->header("X-Request-Id");
    EXPECT_EQ(first.size(), 16U);
    EXPECT_EQ(second.size(), 16U);
    EXPECT_NE(first, second);
}

TEST(Server, LogsOneRecordPerRequestByTemplate) {
    LiveServer live;
    ask(live.port(), request("GET", "/api/v1/things/secret-name", "X-Request-Id: r1\r\n"));
    live.await_log(1);  // a record is written when its reply has gone
    ask(live.port(), "nonsense\r\n\r\n");
    const auto log = live.await_log(2);
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[0].method, "GET");
    EXPECT_EQ(log[0].route, "/api/v1/things/{id}");
    EXPECT_EQ(log[0].status, 200);
    EXPECT_EQ(log[0].request_id, "r1");
    EXPECT_EQ(log[0].key_label, "writer-key");
    EXPECT_GT(log[0].bytes_in, 50U);
    EXPECT_GT(log[0].bytes_out, 100U);
    EXPECT_GT(log[0].duration_us, 0);
    EXPECT_THAT(log[0].remote, testing::StartsWith("127.0.0.1:"));
    EXPECT_EQ(log[1].method, "-");
    EXPECT_EQ(log[1].route, "-");
    EXPECT_EQ(log[1].status, 400);
}

TEST(Server, AFaultOfOursIsLoggedAndNotTold) {
    LiveServer live;
    for (const std::string target : {"/api/v1/throw", "/api/v1/internal"}) {
        const auto reply = ask(live.port(), request("GET", target, "X-Request-Id: r7\r\n"));
        EXPECT_EQ(reply->status, 500);
        EXPECT_EQ(reply->body.find("secret"), std::string::npos);
        EXPECT_THAT(reply->body, HasSubstr("\"request_id\":\"r7\""));
    }
    const auto faults = live.faults();
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].detail, "secret detail");
    EXPECT_EQ(faults[0].request_id, "r7");
    EXPECT_EQ(faults[0].route, "/api/v1/throw");
    EXPECT_EQ(faults[1].detail, "secret reason");
}

const std::string reader_key = "Authorization: Bearer reader\r\n\r\n";
const std::string read_wait = "GET /api/v1/wait HTTP/1.1\r\nHost: a\r\n" + reader_key;

// Asks for the gate's route until that is refused because the queue is full.
std::optional<RawReply> ask_until_refused(std::uint16_t port, const std::string& wait) {
    std::optional<RawReply> refused;
    for (int i = 0; i < 100 && (!refused || refused->status != 503); ++i) {
        // What was sent before may not have been read yet: then this one takes its place in the queue and has
        // to be given up.
        RawClient one_more(port);
        one_more.send(wait);
        refused = one_more.receive(false, 200ms);
    }
    return refused;
}

TEST(Server, AFullQueueIs503WithRetryAfterForItsOwnClientAlone) {
    LiveServer live({.pool_threads = 1, .limits = {.waiting_per_client_max = 1}});
    RawClient running(live.port());
    running.send(request("GET", "/api/v1/wait"));
    live.gate.await_waiting(1);
    RawClient waiting(live.port());
    waiting.send(request("GET", "/api/v1/wait"));
    const auto refused = ask_until_refused(live.port(), request("GET", "/api/v1/wait"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->header("Retry-After"), "1");
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/echo?text=a"))->status, 200)
        << "what runs in place goes on";
    RawClient other(live.port());
    other.send(read_wait);
    EXPECT_FALSE(other.receive(false, 200ms)) << "it waits, and is not refused";
    live.gate.open();
    EXPECT_EQ(running.receive()->status, 200);
    EXPECT_EQ(other.receive()->status, 200);
}

TEST(Server, WhatRunsLongForOneTenantLeavesAThreadToOthers) {
    LiveServer live({.pool_threads = 2});
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i < 4; ++i) {
        waiting.push_back(std::make_unique<RawClient>(live.port()));
        waiting.back()->send(request("GET", "/api/v1/wait"));
    }
    live.await_active(4);
    live.gate.await_waiting(1);
    const auto other = ask(live.port(), "GET /api/v1/things/1 HTTP/1.1\r\nHost: a\r\n" + reader_key);
    ASSERT_TRUE(other);
    EXPECT_EQ(other->status, 200);
    live.gate.open();
    for (const auto& client : waiting) EXPECT_EQ(client->receive()->status, 200);
}

TEST(Server, TheQueuesOfAllClientsTogetherHaveABoundToo) {
    LiveServer live({.pool_threads = 1, .limits = {.waiting_max = 1}});
    RawClient running(live.port());
    running.send(request("GET", "/api/v1/wait"));
    live.gate.await_waiting(1);
    RawClient waiting(live.port());
    waiting.send(request("GET", "/api/v1/wait"));
    const auto refused = ask_until_refused(live.port(), read_wait);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    live.gate.open();
    EXPECT_EQ(running.receive()->status, 200);
}

TEST(Server, AFaultThatCannotEvenBeLoggedEndsItsConnectionAlone) {
    LiveServer live;
    live.faults_throw = true;
    EXPECT_FALSE(ask(live.port(), request("GET", "/api/v1/throw")));
    EXPECT_EQ(ask(live.port(), request("GET", "/api/v1/things/1"))->status, 200);
}

TEST(Server, WorkIsStoppedAtItsDeadline) {
    LiveServer live;
    const auto reply = ask(live.port(), request("GET", "/api/v1/slow"));
    EXPECT_EQ(reply->status, 504);
}

TEST(Server, ServesItsDocumentation) {
    LiveServer live;
    const auto document = ask(live.port(), "GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(parse_json(document->body, "#"));
    const auto moved = ask(live.port(), "GET /api/docs HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(moved->status, 308);
    EXPECT_EQ(moved->header("Location"), "/api/docs/");
    const auto page = ask(live.port(), "GET /api/docs/ HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(page->header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(page->header("Content-Security-Policy"), HasSubstr("script-src 'self';"));
    EXPECT_EQ(page->body.find("<script>"), std::string::npos) << "no inline script";
    const auto script = ask(live.port(), "GET /api/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_GT(script->body.size(), 1'000'000U);
    EXPECT_EQ(ask(live.port(), "GET /api/docs/problems HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200);
}

TEST(Server, SaysWhetherItIsReady) {
    LiveServer live;
    EXPECT_EQ(ask(live.port(), "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")->body, R"({"status":"ready"})");
    live.is_ready = false;
    const auto reply = ask(live.port(), "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(reply->status, 503);
    EXPECT_EQ(reply->body, R"({"status":"not_ready","reasons":["the store is loading"]})");
    EXPECT_EQ(ask(live.port(), "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")->body, R"({"status":"ok"})");
}

TEST(Server, APortInUseIsAClearError) {
    LiveServer live;
    Server second({.port = live.port()}, Router{},
                  {.authenticate = [](std::string_view) { return AuthorisedScope{}; }});
    const auto bound = second.bind();
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error().message,
              "Cannot listen on 127.0.0.1:" + std::to_string(live.port()) + ": another program does.");
    Server nowhere({.address = "localhost", .port = 0}, Router{},
                   {.authenticate = [](std::string_view) { return AuthorisedScope{}; }});
    EXPECT_EQ(nowhere.bind().error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace insightflow::http::test
