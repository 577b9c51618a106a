// What replies say in their headers: limits, traces, conditions, and what browsers may do.
#include <gmock/gmock.h>

#include "coding/coding.hpp"
#include "json/json_value.hpp"
#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

const std::string target = "/api/v1/echo?text=a";

TEST(ServerHeaders, ARepeatedGetIs304AndHeadIsAsGet) {
    LiveServer live;
    const auto first = ask(live.port(), request("GET", target));
    const std::string tag = first->header("ETag");
    EXPECT_EQ(first->header("Cache-Control"), "private, no-cache");
    for (const std::string method : {"GET", "HEAD"}) {
        RawClient client(live.port());
        client.send(request(method, target, "If-None-Match: " + tag + "\r\n"));
        const auto again = client.receive(true);
        EXPECT_EQ(again->status, 304);
        EXPECT_EQ(again->header("ETag"), tag);
        EXPECT_EQ(again->header("Content-Length"), "");
        client.send(request("GET", target));
        EXPECT_EQ(client.receive()->status, 200) << "a 304 has no body, so the connection goes on";
    }
    RawClient client(live.port());
    client.send(request("HEAD", target));
    EXPECT_EQ(client.receive(true)->header("ETag"), tag);
}

TEST(ServerHeaders, FilesComeCompressed) {
    LiveServer live;
    const std::string path = "/api/docs/swagger-ui.css";
    const auto plain = ask(live.port(), request("GET", path));
    const auto gzip = ask(live.port(), request("GET", path, "Accept-Encoding: gzip, br\r\n"));
    EXPECT_EQ(gzip->header("Content-Encoding"), "gzip");
    EXPECT_LT(gzip->body.size() * 4, plain->body.size());
    EXPECT_EQ(gzip->header("Vary"), "Accept-Encoding");
    const auto again =
        ask(live.port(),
            request("GET", path, "Accept-Encoding: gzip\r\nIf-None-Match: " + gzip->header("ETag") + "\r\n"));
    EXPECT_EQ(again->status, 304);
}

TEST(ServerHeaders, ATraceGoesThrough) {
    LiveServer live;
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";
    const auto reply = ask(
        live.port(), request("GET", "/api/v1/echo", "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n"));
    EXPECT_THAT(reply->header("traceparent"), MatchesRegex("00-" + trace + "-[0-9a-f]{16}-01"));
    EXPECT_THAT(reply->header("traceparent"), testing::Not(HasSubstr("b7ad6b7169203331")))
        << "the span is ours";
    EXPECT_EQ(parse_json(reply->body, "#")->find("trace_id")->text, trace);
    EXPECT_EQ(live.await_log(1)[0].trace_id, trace);
    const auto fault = ask(live.port(), request("GET", "/api/v1/internal"));
    ASSERT_EQ(live.faults().size(), 1U);
    EXPECT_EQ(live.faults()[0].trace_id, fault->header("traceparent").substr(3, 32));
}

TEST(ServerHeaders, OneRequestTooManyIs429) {
    LiveServer live({.rate_per_key = {.requests = 2, .window = std::chrono::seconds{100}}});
    const auto first = ask(live.port(), request("GET", target));
    EXPECT_EQ(first->header("RateLimit-Policy"), "\"key\";q=2;w=100");
    EXPECT_EQ(first->header("RateLimit"), "\"key\";r=1;t=50");
    EXPECT_EQ(ask(live.port(), request("GET", target))->status, 200);
    const auto refused = ask(live.port(), request("GET", target));
    EXPECT_EQ(refused->status, 429);
    EXPECT_EQ(refused->header("RateLimit"), "\"key\";r=0;t=100");
    EXPECT_THAT(refused->header("Retry-After"), MatchesRegex("49|50"));
    EXPECT_EQ(refused->head.find("Retry-After"), refused->head.rfind("Retry-After")) << "said once";
    EXPECT_THAT(refused->body, HasSubstr("rate-limited"));
    EXPECT_EQ(
        ask(live.port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer reader\r\n\r\n")
            ->status,
        200)
        << "another key has its own";
}

TEST(ServerHeaders, WhoTriesKeysIsSlowedDownByAddress) {
    LiveServer live({.rate_per_client = {.requests = 2, .window = std::chrono::seconds{100}}});
    const std::string wrong = "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wrong\r\n\r\n";
    EXPECT_EQ(ask(live.port(), wrong)->status, 401);
    EXPECT_EQ(ask(live.port(), wrong)->header("RateLimit-Policy"), "\"address\";q=2;w=100");
    EXPECT_EQ(ask(live.port(), wrong)->status, 429);
    EXPECT_EQ(ask(live.port(), request("GET", target))->status, 429) << "a right guess is not looked at";
    EXPECT_EQ(ask(live.port(), "GET /api/docs/ HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200)
        << "open routes are counted apart";
}

TEST(ServerHeaders, AKeyThatWasGoodLatelyIsNoVictimOfWhoTriesOthers) {
    LiveServer live({.rate_per_client = {.requests = 1, .window = std::chrono::seconds{100}}});
    EXPECT_EQ(ask(live.port(), request("GET", target))->status, 200);
    const std::string wrong = "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wrong\r\n\r\n";
    EXPECT_EQ(ask(live.port(), wrong)->status, 401);
    EXPECT_EQ(ask(live.port(), wrong)->status, 429);
    EXPECT_EQ(ask(live.port(), request("GET", target))->status, 200);
}

TEST(ServerHeaders, ProbesAreNeverTooMany) {
    LiveServer live({.rate_per_client = {.requests = 1, .window = std::chrono::seconds{100}}});
    for (int i = 0; i < 3; ++i)
        for (const std::string path : {"/healthz", "/readyz"}) {
            const auto reply = ask(live.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            EXPECT_EQ(reply->status, 200);
            EXPECT_EQ(reply->header("RateLimit"), "");
        }
    const std::string page = "GET /api/docs/ HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_EQ(ask(live.port(), page)->status, 200) << "and leave the others their share";
    EXPECT_EQ(ask(live.port(), page)->status, 429);
}

std::string forwarded_for(const std::string& client, const std::string& key) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key +
           "\r\nX-Forwarded-For: 198.51.100.1, " + client + "\r\n\r\n";
}

TEST(ServerHeaders, ATrustedProxySaysWhoAsks) {
    LiveServer live({.limits = {.connections_per_client_max = 1},
                     .rate_per_client = {.requests = 1, .window = std::chrono::seconds{100}},
                     .trusted_proxies = {read_ip_network("127.0.0.0/8").value()}});
    EXPECT_EQ(ask(live.port(), forwarded_for("203.0.113.9:4711", "wrong"))->status, 401);
    EXPECT_EQ(ask(live.port(), forwarded_for("203.0.113.9", "wrong"))->status, 429);
    EXPECT_EQ(ask(live.port(), forwarded_for("203.0.113.8", "writer"))->status, 200)
        << "others behind the proxy are others";
    std::vector<std::string> remotes;
    for (const auto& record : live.await_log(3)) remotes.push_back(record.remote);
    EXPECT_THAT(remotes, testing::UnorderedElementsAre("203.0.113.9:4711", "203.0.113.9", "203.0.113.8"));
    RawClient first(live.port());
    RawClient second(live.port());
    second.send(forwarded_for("203.0.113.7", "writer"));
    EXPECT_EQ(second.receive()->status, 200) << "its connections are those of many";
}

TEST(ServerHeaders, NobodyElseSaysWhoAsks) {
    LiveServer live({.rate_per_client = {.requests = 1, .window = std::chrono::seconds{100}},
                     .trusted_proxies = {read_ip_network("10.0.0.0/8").value()}});
    EXPECT_EQ(ask(live.port(), forwarded_for("203.0.113.9", "wrong"))->status, 401);
    EXPECT_EQ(ask(live.port(), forwarded_for("203.0.113.8", "wrong"))->status, 429);
    EXPECT_THAT(live.await_log(1)[0].remote, MatchesRegex("127\\.0\\.0\\.1:[0-9]+"));
}

const std::string preflight = "Origin: https://dash.example\r\nAccess-Control-Request-Method: POST\r\n";

TEST(ServerHeaders, OtherOriginsAreToldNothing) {
    LiveServer live;
    for (const auto& bytes : {request("OPTIONS", "/api/v1/echo", preflight),
                              "OPTIONS /api/v1/echo HTTP/1.1\r\nHost: a\r\n" + preflight + "\r\n",
                              request("GET", target, "Origin: https://dash.example\r\n")}) {
        const auto reply = ask(live.port(), bytes);
        EXPECT_THAT(reply->head, testing::Not(HasSubstr("Access-Control-")));
        EXPECT_NE(reply->status, 204);
    }
    EXPECT_EQ(ask(live.port(), request("OPTIONS", "/api/v1/echo", preflight))->status, 405);
}

TEST(ServerHeaders, AnAllowedOriginMayAsk) {
    LiveServer live({.cors_origins = {"https://dash.example"}});
    const auto asked = ask(live.port(), "OPTIONS /api/v1/echo HTTP/1.1\r\nHost: a\r\n" + preflight + "\r\n");
    EXPECT_EQ(asked->status, 204);
    EXPECT_EQ(asked->header("Access-Control-Allow-Origin"), "https://dash.example");
    EXPECT_THAT(asked->header("Access-Control-Allow-Headers"), HasSubstr("Authorization"));
    EXPECT_EQ(asked->header("Vary"), "Origin");
    const auto reply = ask(live.port(), request("GET", target, "Origin: https://dash.example\r\n"));
    EXPECT_EQ(reply->header("Access-Control-Allow-Origin"), "https://dash.example");
    EXPECT_EQ(reply->header("Access-Control-Allow-Credentials"), "");
    for (const std::string other : {"https://dash.example.evil", "null", "https://DASH.example", "*"}) {
        const auto refused = ask(live.port(), request("GET", target, "Origin: " + other + "\r\n"));
        EXPECT_EQ(refused->header("Access-Control-Allow-Origin"), "") << other;
        EXPECT_EQ(refused->header("Vary"), "Origin");
    }
}

TEST(ServerHeaders, EveryReplyTellsBrowsersWhatToForbid) {
    LiveServer live;
    for (const auto& bytes : {request("GET", target), request("GET", "/nothing"), std::string("bad\r\n\r\n"),
                              request("GET", "/api/docs/"), request("GET", "/api/v1/throw")}) {
        const auto reply = ask(live.port(), bytes);
        EXPECT_EQ(reply->header("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(reply->header("Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_EQ(reply->header("Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_THAT(reply->header("Permissions-Policy"), HasSubstr("camera=()"));
        EXPECT_THAT(reply->header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
        EXPECT_EQ(reply->header("Strict-Transport-Security"), "") << "it means nothing without TLS";
    }
}

}  // namespace
}  // namespace insightflow::http::test
