#include <gmock/gmock.h>

#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

using namespace std::chrono_literals;

struct Malformed {
    const char* name;
    std::string bytes;
    int status = 400;
};

// Good up to here; what follows is the fault.
const std::string start = "GET /api/v1/echo?text=a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer writer\r\n";
const std::string post =
    "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer writer\r\nContent-Type: "
    "application/json\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

const std::vector<Malformed> malformed_requests{
    {"noise", "asdf\r\n\r\n"},
    {"tls", std::string("\x16\x03\x01\x00\xee\x01\x00", 7)},
    {"http2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"http09", "GET /\r\n\r\n"},
    {"http3", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
    {"no_host", "GET /healthz HTTP/1.1\r\n\r\n"},
    {"two_hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"bad_host", "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n"},
    {"bare_lf", "GET /healthz HTTP/1.1\nHost: a\n\n"},
    {"bare_lf_in_header", start + "X: a\nY: b\r\n\r\n"},
    {"bare_cr", start + "X: a\rY: b\r\n\r\n"},
    {"nul_in_header", start + std::string("X: a\0b\r\n\r\n", 10)},
    {"control_in_header", start + "X: a\x02\r\n\r\n"},
    {"folded", start + "X: a\r\n b\r\n\r\n"},
    {"space_before_colon", start + "X : a\r\n\r\n"},
    {"no_colon", start + "X\r\n\r\n"},
    {"empty_name", start + ": a\r\n\r\n"},
    {"quoted_name", start + "\"X\": a\r\n\r\n"},
    {"space_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"tab_after_method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"eight_bit_target", "GET /\xc3\xbc HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"fragment", "GET /healthz#a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"authority_form", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"relative_target", "GET healthz HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"cl_and_te", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"te_and_cl", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"},
    {"two_lengths", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"},
    {"length_list", post + "Content-Length: 2,2\r\n\r\n{}"},
    {"negative_length", post + "Content-Length: -2\r\n\r\n{}"},
    {"signed_length", post + "Content-Length: +2\r\n\r\n{}"},
    {"hex_length", post + "Content-Length: 0x2\r\n\r\n{}"},
    {"huge_length", post + "Content-Length: 99999999999999999999\r\n\r\n{}"},
    {"te_gzip", post + "Transfer-Encoding: gzip\r\n\r\n{}"},
    {"te_list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    {"te_twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"te_obscured", post + "Transfer-Encoding: \x0b"
                           "chunked\r\n\r\n0\r\n\r\n"},
    {"te_in_http10", "POST /api/v1/echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"chunk_size_sign", chunked + "-2\r\n{}\r\n0\r\n\r\n"},
    {"chunk_size_plus", chunked + "+2\r\n{}\r\n0\r\n\r\n"},
    {"chunk_size_prefix", chunked + "0x2\r\n{}\r\n0\r\n\r\n"},
    {"chunk_size_empty", chunked + "\r\n{}\r\n0\r\n\r\n"},
    {"chunk_size_overflow", chunked + "10000000000000002\r\n{}\r\n0\r\n\r\n"},
    {"chunk_size_word", chunked + "two\r\n{}\r\n0\r\n\r\n"},
    {"chunk_longer_than_said", chunked + "1\r\n{}\r\n0\r\n\r\n"},
    {"chunk_lf", chunked + "2\n{}\n0\n\n"},
    {"bad_trailer", chunked + "2\r\n{}\r\n0\r\nbad trailer\r\n\r\n"},
    {"bad_expect", start + "Expect: a-miracle\r\n\r\n", 417},
    {"long_target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
    {"endless_target", "GET /" + std::string(20000, 'a'), 414},
    {"long_header", start + "X: " + std::string(17000, 'a') + "\r\n\r\n", 431},
    {"many_headers",
     [] {
         std::string text = start;
         for (int i = 0; i < 101; ++i) text += "A: b\r\n";
         return text + "\r\n";
     }(),
     431},
};

TEST(ServerLimits, MalformedRequestsAreRefusedAndTheConnectionEnds) {
    LiveServer live;
    for (const auto& [name, bytes, status] : malformed_requests) {
        // What follows a request that two readers could take differently must never be answered.
        RawClient client(live.port());
        client.send(bytes + "GET /healthz HTTP/1.1\r\nHost: smuggled\r\n\r\n");
        const auto reply = client.receive();
        ASSERT_TRUE(reply) << name;
        EXPECT_EQ(reply->status, status) << name << ": " << reply->body;
        if (status != 417) {
            EXPECT_EQ(reply->header("Connection"), "close") << name;
            EXPECT_FALSE(client.receive(false, 50ms)) << name << " let a second request in";
        }
    }
    EXPECT_EQ(ask(live.port(), "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200)
        << "the server is still there";
}

TEST(ServerLimits, AnEmptyLineBeforeARequestIsForgiven) {
    LiveServer live;
    EXPECT_EQ(ask(live.port(), "\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200);
    EXPECT_EQ(ask(live.port(), "GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200);
}

TEST(ServerLimits, ASlowHeaderIs408) {
    LiveServer live({.limits = {.header_timeout = 50ms}});
    RawClient client(live.port());
    client.send("GET / HTTP/1.1\r\nHost:");
    EXPECT_EQ(client.receive()->status, 408);
    EXPECT_TRUE(client.closed_by_server());
}

TEST(ServerLimits, AnIdleConnectionIsClosedWithoutAWord) {
    LiveServer live({.limits = {.idle_timeout = 50ms}});
    RawClient fresh(live.port());
    EXPECT_TRUE(fresh.closed_by_server());
    RawClient used(live.port());
    used.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(used.receive()->status, 200);
    EXPECT_TRUE(used.closed_by_server());
}

TEST(ServerLimits, AReplyThatNobodyReadsIsCutOff) {
    LiveServer live({.limits = {.write_timeout = 50ms}});
    const std::string bundle = "GET /api/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::size_t whole = ask(live.port(), bundle)->body.size();
    live.await_log(1);
    RawClient client(live.port());
    const int asked = static_cast<int>((64U << 20) / whole);  // far more than the buffers of a socket hold
    for (int i = 0; i < asked; ++i) client.send(bundle);
    const auto until = std::chrono::steady_clock::now() + 10s;
    const auto is_cut_off = [&] { return live.log().back().bytes_out < whole; };
    while (!is_cut_off() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
    EXPECT_TRUE(is_cut_off());
    int answered = 0;
    while (client.receive()) ++answered;
    EXPECT_LT(answered, asked);
}

TEST(ServerLimits, ABodyThatStopsComingIs408) {
    LiveServer live({.limits = {.body_idle_timeout = 50ms}});
    RawClient client(live.port());
    client.send(request("POST", "/api/v1/upload", "Content-Type: text/csv\r\nContent-Length: 10\r\n") +
                "abc");
    EXPECT_EQ(client.receive()->status, 408);
}

TEST(ServerLimits, ABodyThatDripsIs408) {
    LiveServer live({.limits = {.body_grace = 100ms, .body_bytes_per_second_min = 1000}});
    RawClient client(live.port());
    client.send(request("POST", "/api/v1/upload", "Content-Type: text/csv\r\nContent-Length: 1000\r\n"));
    std::optional<RawReply> reply;
    for (int i = 0; i < 200 && !reply; ++i) {
        client.send("x");
        reply = client.receive(false, 10ms);
    }
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 408);
}

TEST(ServerLimits, WorkForAClientThatLeftIsStopped) {
    LiveServer live;
    for (const bool politely : {true, false}) {
        auto client = std::make_unique<RawClient>(live.port());
        client->send(request("GET", "/api/v1/patient"));
        while (live.patient_begun < (politely ? 1 : 2)) std::this_thread::sleep_for(1ms);
        if (!politely) client->reset();
        client.reset();
        const std::size_t count = politely ? 1 : 2;
        EXPECT_EQ(live.await_log(count).at(count - 1).status, 499) << "long before its deadline of 30 s";
    }
}

TEST(ServerLimits, AClientThatSendsOnIsThere) {
    LiveServer live;
    RawClient client(live.port());
    client.send(request("GET", "/api/v1/wait"));
    live.gate.await_waiting(1);
    client.send(request("GET", "/api/v1/echo?text=next"));
    std::this_thread::sleep_for(20ms);
    live.gate.open();
    EXPECT_EQ(client.receive()->status, 200);
    EXPECT_EQ(client.receive()->body, R"({"text":"next"})");
}

TEST(ServerLimits, ConnectionsOverTheLimitWaitForTheirTurn) {
    LiveServer live({.limits = {.connections_max = 1, .accept_backoff = 5ms}});
    auto first = std::make_unique<RawClient>(live.port());
    first->send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(first->receive()->status, 200);
    RawClient second(live.port());
    second.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_FALSE(second.receive(false, 100ms));
    first.reset();
    EXPECT_EQ(second.receive()->status, 200);
}

TEST(ServerLimits, AFaultWhileAConnectionBeginsDoesNotEndTheListening) {
    LiveServer live({.limits = {.connections_per_client_max = 1}});
    live.refusals_throw = true;
    const std::string health = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    auto first = std::make_unique<RawClient>(live.port());
    first->send(health);
    EXPECT_EQ(first->receive()->status, 200);
    EXPECT_TRUE(RawClient(live.port()).closed_by_server());
    first.reset();
    std::optional<RawReply> reply;
    for (int i = 0; i < 1000 && !reply; ++i) {
        std::this_thread::sleep_for(5ms);
        reply = ask(live.port(), health);
    }
    ASSERT_TRUE(reply) << "others are let in as before";
    EXPECT_EQ(reply->status, 200);
    ASSERT_FALSE(live.faults().empty());
    EXPECT_EQ(live.faults()[0].detail, "std::bad_alloc");
}

TEST(ServerLimits, ConnectionsOverAClientsShareAreClosedAtOnce) {
    LiveServer live({.limits = {.connections_per_client_max = 2}});
    const std::string health = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    auto first = std::make_unique<RawClient>(live.port());
    RawClient second(live.port());
    for (RawClient* client : {first.get(), &second}) {
        client->send(health);
        EXPECT_EQ(client->receive()->status, 200);
    }
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(RawClient(live.port()).closed_by_server());
    EXPECT_EQ(live.refusals(), (std::vector<std::string>{"127.0.0.1"})) << "one record, not one for each";
    first.reset();
    std::optional<RawReply> reply;
    for (int i = 0; i < 1000 && !reply; ++i) {
        std::this_thread::sleep_for(5ms);
        reply = ask(live.port(), health);
    }
    ASSERT_TRUE(reply) << "a connection that ended makes room";
    EXPECT_EQ(reply->status, 200);
}

}  // namespace
}  // namespace insightflow::http::test
