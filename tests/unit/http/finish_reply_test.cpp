#include "http/core/finish_reply.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

RequestHead get(const std::vector<Header>& headers = {}) {
    RequestHead head;
    head.method = "GET";
    head.headers = headers;
    return head;
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

Response finished(const RequestHead& head, std::string body) {
    Response response{.body = std::move(body)};
    finish_reply(head, response);
    return response;
}

const std::string large = std::string(5000, 'a');

std::optional<Coding> preferred(const std::string& accepted) {
    return preferred_coding(get({{"Accept-Encoding", accepted}}));
}

TEST(AcceptEncoding, TheBestOfOursThatIsAllowed) {
    EXPECT_EQ(preferred_coding(get()), std::nullopt);
    for (const char* none :
         {"", "br", "identity", "gzip;q=0", "*;q=0", "gzip;q=0, zstd;q=0.000", "deflate, br",
          "gzip;q=0.2, identity;q=0.5", "gzip;q=2", "gzip;q=x", "gzip;q=0.1234", "gzip;x=1"})
        EXPECT_EQ(preferred(none), std::nullopt) << none;
    for (const char* gzip : {"gzip", "GZIP", "x-gzip", "gzip, deflate, br", "gzip;q=0.5", "gzip ; q=1.000",
                             "zstd;q=0.5, gzip;q=0.6", "zstd;q=0, *"})
        EXPECT_EQ(preferred(gzip), Coding::gzip) << gzip;
    for (const char* zstd :
         {"zstd", "gzip, deflate, br, zstd", "*", "gzip;q=0.5, zstd;q=0.5", "gzip;q=0, *;q=0.1"})
        EXPECT_EQ(preferred(zstd), Coding::zstd) << zstd;
    EXPECT_EQ(preferred_coding(get({{"accept-encoding", "gzip;q=0.1"}, {"Accept-Encoding", "zstd"}})),
              Coding::zstd);
}

TEST(FinishReply, LargeTextIsCompressedWhereTheClientReadsIt) {
    const auto response = finished(get({{"Accept-Encoding", "gzip"}}), large);
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(response.bytes(), encode(Coding::gzip, large));
    const auto plain = finished(get(), large);
    EXPECT_EQ(header(plain, "Content-Encoding"), "");
    EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding") << "for a cache that got the plain one first";
    EXPECT_EQ(plain.bytes(), large);
    const auto small = finished(get({{"Accept-Encoding", "gzip"}}), "{}");
    EXPECT_EQ(header(small, "Content-Encoding"), "");
    EXPECT_EQ(header(small, "Vary"), "");
    Response image{.content_type = "image/png", .body = large};
    finish_reply(get({{"Accept-Encoding", "gzip"}}), image);
    EXPECT_EQ(image.bytes(), large);
}

TEST(FinishReply, EveryCodingHasATagOfItsOwn) {
    const auto plain = header(finished(get(), large), "ETag");
    const auto gzip = header(finished(get({{"Accept-Encoding", "gzip"}}), large), "ETag");
    const auto zstd = header(finished(get({{"Accept-Encoding", "zstd"}}), large), "ETag");
    EXPECT_EQ(plain.size(), 34U);
    EXPECT_EQ(gzip, plain.substr(0, 33) + "-gzip\"");
    EXPECT_EQ(zstd, plain.substr(0, 33) + "-zstd\"");
    EXPECT_NE(header(finished(get(), large + "b"), "ETag"), plain);
    EXPECT_EQ(header(finished(get(), "{}"), "Cache-Control"), "private, no-cache");
}

TEST(FinishReply, WhatTheClientHasIsNotSentAgain) {
    const std::string tag = header(finished(get(), "{}"), "ETag");
    for (const std::string& given : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        const auto response = finished(get({{"If-None-Match", given}}), "{}");
        EXPECT_EQ(response.status, 304) << given;
        EXPECT_EQ(response.bytes(), "");
        EXPECT_EQ(response.content_type, "");
        EXPECT_EQ(header(response, "ETag"), tag);
    }
    for (const std::string& given : {std::string("\"other\""), tag.substr(1), std::string("")})
        EXPECT_EQ(finished(get({{"If-None-Match", given}}), "{}").status, 200) << given;
    EXPECT_EQ(finished(get({{"If-None-Match", header(finished(get(), large), "ETag")},
                            {"Accept-Encoding", "gzip"}}),
                       large)
                  .status,
              200)
        << "the tag of another coding";
}

TEST(FinishReply, OnlyASuccessfulGetIsTagged) {
    RequestHead post = get({{"If-None-Match", "*"}});
    post.method = "POST";
    EXPECT_EQ(header(finished(post, "{}"), "ETag"), "");
    Response missing{.status = 404, .body = "{}"};
    finish_reply(get({{"If-None-Match", "*"}}), missing);
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(header(missing, "ETag"), "");
}

TEST(FinishReply, ASecretIsNeitherTaggedNorCompressed) {
    Response response{.headers = {{"Cache-Control", "no-store"}}, .body = large};
    finish_reply(get({{"Accept-Encoding", "gzip"}}), response);
    EXPECT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.bytes(), large);
}

TEST(FinishReply, SharedBytesAreCompressedOnce) {
    Response response{.content_type = "text/css", .shared = share_body("text/css", large)};
    finish_reply(get({{"Accept-Encoding", "zstd"}}), response);
    EXPECT_EQ(response.bytes().data(), response.shared->zstd.data());
    EXPECT_EQ(header(response, "ETag").substr(1, 32), response.shared->hash);
    EXPECT_EQ(share_body("image/png", large)->gzip, "") << "it is compressed already";
}

}  // namespace
}  // namespace insightflow::http
