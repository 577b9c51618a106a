#include "http/core/body_reader.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

RequestHead chunked() {
    RequestHead head;
    head.chunked = true;
    return head;
}

RequestHead of_length(std::uint64_t length) {
    RequestHead head;
    head.content_length = length;
    return head;
}

struct Outcome {
    std::string body{};
    std::string rest{};  // what arrived behind the body
    bool done = false;
    bool malformed = false;
};

// Gives the bytes in portions of `portion`, with room for as many.
Outcome read(const RequestHead& head, std::string_view bytes, std::size_t portion) {
    BodyReader reader(head);
    Outcome out;
    while (!bytes.empty() && !reader.done()) {
        std::vector<std::byte> room(portion);
        const auto step = reader.take(bytes.substr(0, portion), room);
        out.body.append(reinterpret_cast<const char*>(room.data()), step.written);
        bytes.remove_prefix(step.consumed);
        if (!step.malformed.empty()) {
            out.malformed = true;
            return out;
        }
    }
    out.rest = bytes;
    out.done = reader.done();
    return out;
}

TEST(BodyReader, TakesWhatTheLengthSaysAndNoMore) {
    for (const std::size_t portion : {1, 2, 3, 100}) {
        const auto out = read(of_length(3), "abcNEXT", portion);
        EXPECT_EQ(out.body, "abc");
        EXPECT_EQ(out.rest, "NEXT");
        EXPECT_TRUE(out.done);
    }
    EXPECT_FALSE(read(of_length(3), "ab", 100).done);
}

TEST(BodyReader, PutsChunksTogetherHoweverTheyArrive) {
    const std::string bytes =
        "3\r\nabc\r\nA;x;y=z;q=\"a;\\\"b\" ; last = 1\r\n0123456789\r\n00\r\nX-Trailer: "
        "a\r\nEmpty:\r\n\r\nNEXT";
    for (const std::size_t portion : {1, 2, 7, 1000}) {
        const auto out = read(chunked(), bytes, portion);
        EXPECT_FALSE(out.malformed) << portion;
        EXPECT_EQ(out.body, "abc0123456789") << portion;
        EXPECT_EQ(out.rest, "NEXT") << portion;
        EXPECT_TRUE(out.done) << portion;
    }
    EXPECT_FALSE(read(chunked(), "3\r\nabc\r\n0\r\n", 100).done) << "the empty line is missing";
}

TEST(BodyReader, RefusesWhatCouldBeReadInTwoWays) {
    const std::string many_trailers = [] {
        std::string text = "0\r\n";
        for (std::size_t i = 0; i <= trailer_fields_max; ++i) text += "A: b\r\n";
        return text + "\r\n";
    }();
    const std::string many_extensions = [] {
        std::string text;
        for (int i = 0; i < 5; ++i) text += "1;a=" + std::string(4000, 'a') + "\r\nx\r\n";
        return text;
    }();
    for (const std::string& bytes : {std::string("-2\r\n"),
                                     std::string("+2\r\n"),
                                     std::string("0x2\r\n"),
                                     std::string("\r\n"),
                                     std::string(";a\r\n"),
                                     std::string(" 2\r\n"),
                                     std::string("2 \r\n"),
                                     std::string("2x\r\n"),
                                     std::string("2\n"),
                                     std::string("2\rx"),
                                     std::string("2;a b\r\n"),
                                     std::string("2;=a\r\n"),
                                     std::string("2;a=\r\n"),
                                     std::string("2;a=\"b\r\n"),
                                     std::string("2;a=b\"c\"\r\n"),
                                     std::string("2;a\x01\r\n"),
                                     std::string("8000000000000000\r\n"),
                                     std::string("10000000000000002\r\n"),
                                     std::string("1\r\nab"),
                                     std::string("1\r\na\n"),
                                     std::string("0\r\nnot a field\r\n"),
                                     std::string("0\r\nA : b\r\n"),
                                     std::string("0\r\nA: b\r\n c\r\n"),
                                     std::string("0\r\n\n"),
                                     std::string("0\r\nContent-Length: 1\r\n"),
                                     std::string("0\r\ntransfer-encoding: chunked\r\n"),
                                     "2;a=" + std::string(chunk_line_bytes_max, 'a'),
                                     many_trailers,
                                     many_extensions})
        for (const std::size_t portion : {1, 1000})
            EXPECT_TRUE(read(chunked(), bytes, portion).malformed) << bytes.substr(0, 40);
}

}  // namespace
}  // namespace insightflow::http
