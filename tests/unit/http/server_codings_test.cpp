// Compressed bodies and forms, through the server.
#include <gtest/gtest.h>

#include "coding/coding.hpp"
#include "unit/http/live_server.hpp"
#include "unit/http/raw_client.hpp"

namespace insightflow::http::test {
namespace {

const std::string csv = "Content-Type: text/csv\r\n";
const std::string json = "Content-Type: application/json\r\n";
const std::string form = "Content-Type: multipart/form-data; boundary=xyz\r\n";

std::string encoded_with(Coding coding) {
    return "Content-Encoding: " + std::string(name_of(coding)) + "\r\n";
}

TEST(ServerCodings, ACompressedUploadIsHandedOnAsPlainBytes) {
    LiveServer live;
    const std::string rows(3'000'000, 'x');
    for (const Coding coding : {Coding::gzip, Coding::zstd}) {
        std::string body;
        for (int i = 0; i < 10; ++i) body += encode(coding, rows.substr(0, 300'000));
        const auto reply =
            ask(live.port(), request("POST", "/api/v1/upload", csv + encoded_with(coding), body));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 202) << reply->body;
        EXPECT_EQ(reply->body, R"({"text":"3000000"})");
    }
}

TEST(ServerCodings, ACompressedJsonBodyIsReadAsItsText) {
    LiveServer live;
    for (const Coding coding : {Coding::gzip, Coding::zstd}) {
        const auto fields = json + encoded_with(coding);
        const auto reply =
            ask(live.port(), request("POST", "/api/v1/echo", fields, encode(coding, R"({"text":"a"})")));
        EXPECT_EQ(reply->status, 201) << reply->body;
        EXPECT_EQ(reply->body, R"({"text":"a"})");
        const std::string large = encode(coding, "{\"text\":\"" + std::string(2 << 20, 'a') + "\"}");
        EXPECT_EQ(ask(live.port(), request("POST", "/api/v1/echo", fields, large))->status, 413);
        EXPECT_EQ(ask(live.port(), request("POST", "/api/v1/echo", fields, "no stream"))->status, 400);
    }
}

TEST(ServerCodings, OtherAndSeveralCodingsAre415) {
    LiveServer live;
    for (const std::string fields :
         {"Content-Encoding: br\r\n", "Content-Encoding: gzip, gzip\r\n", "Content-Encoding: \r\n",
          "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
          "Content-Encoding: identity\r\nContent-Encoding: identity\r\n"})
        for (const std::string& target : {csv, json}) {
            const auto path = target == csv ? "/api/v1/upload" : "/api/v1/echo";
            const auto reply = ask(live.port(), request("POST", path, target + fields, "{}"));
            EXPECT_EQ(reply->status, 415) << fields;
            EXPECT_EQ(reply->header("Accept-Encoding"), "gzip, zstd");
        }
    const auto plain = csv + "Content-Encoding: Identity\r\n";
    EXPECT_EQ(ask(live.port(), request("POST", "/api/v1/upload", plain, "{}"))->status, 202);
}

TEST(ServerCodings, ABombIs413AndIsNotWritten) {
    LiveServer live;
    const std::string bomb = encode(Coding::zstd, std::string(256 << 20, '0'));
    const auto reply =
        ask(live.port(), request("POST", "/api/v1/upload", csv + encoded_with(Coding::zstd), bomb));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 413);
    EXPECT_LE(live.uploads.bytes, 4U << 20);
    EXPECT_EQ(live.uploads.finished, 0);
}

std::string form_of(const std::string& fields, const std::string& file_head, const std::string& content) {
    return fields + "--xyz\r\nContent-Disposition: form-data; name=\"file\"" + file_head + "\r\n\r\n" +
           content + "\r\n--xyz--\r\n";
}

std::string field_of(const std::string& name, const std::string& value) {
    return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

TEST(ServerCodings, AFormGivesItsFile) {
    LiveServer live;
    for (const std::string head : {"\r\nContent-Type: text/csv", "; filename=\"A.CSV\"",
                                   "; filename=\"a.csv\"\r\nContent-Type: application/vnd.ms-excel"}) {
        const auto reply =
            ask(live.port(), request("POST", "/api/v1/upload", form, form_of("", head, "12345")));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 202) << reply->body;
        EXPECT_EQ(reply->body, R"({"text":"5"})");
    }
    const std::string packed = encode(Coding::gzip, form_of("", "; filename=\"a.csv\"", "123"));
    EXPECT_EQ(
        ask(live.port(), request("POST", "/api/v1/upload", form + encoded_with(Coding::gzip), packed))->body,
        R"({"text":"3"})");
}

TEST(ServerCodings, FieldsOfAFormAreParameters) {
    LiveServer live;
    const auto status = [&](const std::string& target, const std::string& body) {
        return ask(live.port(), request("POST", target, form, body))->status;
    };
    const std::string head = "; filename=\"a.csv\"";
    EXPECT_EQ(status("/api/v1/upload", form_of(field_of("refuse", "false"), head, "1")), 202);
    EXPECT_EQ(status("/api/v1/upload", form_of(field_of("refuse", "true"), head, "1")), 422);
    EXPECT_EQ(status("/api/v1/upload", form_of(field_of("refuse", "maybe"), head, "1")), 400);
    EXPECT_EQ(status("/api/v1/upload", form_of(field_of("refsue", "true"), head, "1")), 400);
    EXPECT_EQ(status("/api/v1/upload?refuse=false", form_of(field_of("refuse", "true"), head, "1")), 400);
    EXPECT_EQ(status("/api/v1/upload", form_of("", "; filename=\"a.exe\"", "1")), 415);
    EXPECT_EQ(status("/api/v1/upload", field_of("refuse", "false") + "--xyz--\r\n"), 400);
    EXPECT_EQ(
        ask(live.port(), request("POST", "/api/v1/upload", "Content-Type: multipart/form-data\r\n", "a"))
            ->status,
        400);
}

}  // namespace
}  // namespace insightflow::http::test
