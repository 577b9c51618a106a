#include <gtest/gtest.h>

#include "http/core/head.hpp"

namespace insightflow::http {
namespace {

constexpr HeadLimits limits{.header_bytes_max = 1024, .target_bytes_max = 100};

// The refusal of a block, as the server would meet it; nullopt where the head is good.
std::optional<ProtocolFault> fault_of(std::string_view text) {
    const auto end = find_head_end(text, limits);
    if (const auto* refusal = std::get_if<HeadRefusal>(&end)) return refusal->fault;
    const auto head = read_head(text.substr(0, std::get<std::size_t>(end)), limits);
    if (const auto* refusal = std::get_if<HeadRefusal>(&head)) return refusal->fault;
    return std::nullopt;
}

RequestHead head_of(std::string_view text) { return std::get<RequestHead>(read_head(text, limits)); }

TEST(FindHeadEnd, WaitsForTheEmptyLine) {
    const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    for (std::size_t size = 0; size < head.size(); ++size)
        EXPECT_EQ(std::get<std::size_t>(find_head_end(head.substr(0, size), limits)), 0U) << size;
    EXPECT_EQ(std::get<std::size_t>(find_head_end(head + "body", limits)), head.size());
}

TEST(FindHeadEnd, SaysWhichLimitWasPassed) {
    EXPECT_EQ(fault_of("GET /" + std::string(2000, 'a')), ProtocolFault::uri_too_long);
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\nA: " + std::string(2000, 'a')), ProtocolFault::header_too_large);
    EXPECT_EQ(fault_of("GET /" + std::string(200, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"),
              ProtocolFault::uri_too_long);
}

TEST(ReadHead, SplitsLineAndFields) {
    const auto head =
        head_of("POST /a?b HTTP/1.1\r\nHost: x:80\r\nContent-Length: 12\r\nx-empty:\r\nX: \t a b \t\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.target, "/a?b");
    EXPECT_EQ(head.version, 11);
    EXPECT_EQ(head.content_length, 12U);
    EXPECT_EQ(head.header("HOST"), "x:80");
    EXPECT_EQ(head.header("X-Empty"), "");
    EXPECT_EQ(head.header("x"), "a b");
    EXPECT_EQ(head.header("y"), std::nullopt);
    EXPECT_TRUE(head.has_body());
}

TEST(ReadHead, TakesHttp10WithoutHost) {
    const auto head = head_of("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(head.version, 10);
    EXPECT_FALSE(wants_keep_alive(head));
    EXPECT_FALSE(head.has_body());
}

class RefusedHeads : public testing::TestWithParam<std::string> {};

TEST_P(RefusedHeads, AreMalformed) {
    EXPECT_EQ(fault_of(GetParam()), ProtocolFault::malformed_request) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    ReadHead, RefusedHeads,
    testing::Values(
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\nHost: a\r\n\r\n", "GET\r\nHost: a\r\n\r\n", " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/11\r\nHost: a\r\n\r\n", "GET / HTTP/1.10\r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\tb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "GET / HTTP/1.1\rHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nNoColon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n",
        std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 34), std::string("\x16\x03\x01\x02", 4),
        "\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));

TEST(ReadHead, OtherVersionsAreNotSpoken) {
    for (const std::string version : {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9"})
        EXPECT_EQ(fault_of("GET / " + version + "\r\nHost: a\r\n\r\n"), ProtocolFault::version_not_supported);
}

TEST(ReadHead, TheNumberOfFieldsIsBounded) {
    std::string text = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 0; i < header_fields_max; ++i) text += "a:\r\n";
    EXPECT_EQ(fault_of(text + "\r\n"), ProtocolFault::header_too_large);
}

TEST(WantsKeepAlive, FollowsVersionAndConnection) {
    struct Case {
        const char* version;
        const char* connection;
        bool wanted;
    };
    for (const auto& [version, connection, wanted] :
         {Case{"1.1", "", true}, Case{"1.1", "Close", false}, Case{"1.1", "upgrade, close", false},
          Case{"1.0", "x", false}, Case{"1.0", "Keep-Alive", true},
          Case{"1.0", "keep-alive, close", false}}) {
        const auto head = head_of("GET / HTTP/" + std::string(version) +
                                  "\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
        EXPECT_EQ(wants_keep_alive(head), wanted) << version << connection;
    }
}

TEST(BearerToken, IsTakenFromOneWellFormedHeader) {
    const auto with = [](const std::string& fields) {
        return head_of("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    };
    const auto good = with("Authorization: bEaRer secret.1-2_3\r\n");
    EXPECT_EQ(*bearer_token(good), "secret.1-2_3");
    for (const std::string fields :
         {"", "Authorization: secret\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer  \r\n",
          "Authorization: Basic abc\r\n", "Authorization: Bearer a b\r\n", "Authorization:\r\n",
          "Authorization: Bearer a\r\nAuthorization: Bearer a\r\n"}) {
        const auto token = bearer_token(with(fields));
        ASSERT_FALSE(token) << fields;
        EXPECT_EQ(token.error().code, ErrorCode::unauthenticated);
    }
}

TEST(RequestId, IsTheClientsWhereItIsSane) {
    const auto with = [](const std::string& id) {
        return head_of("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + id + "\r\n\r\n");
    };
    EXPECT_EQ(request_id_of(with("aB3._-"), 1), "aB3._-");
    EXPECT_EQ(request_id_of(with(std::string(64, 'x')), 1), std::string(64, 'x'));
    for (const auto& id :
         {std::string(), std::string(65, 'x'), std::string("a b"), std::string("a\"b"), std::string("ü")})
        EXPECT_EQ(request_id_of(with(id), 0x1F), "000000000000001f");
}

}  // namespace
}  // namespace insightflow::http
