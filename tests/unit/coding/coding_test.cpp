#include <gtest/gtest.h>

#include <algorithm>

#include "coding/body_decoder.hpp"

namespace insightflow {
namespace {

constexpr std::array codings{Coding::gzip, Coding::zstd};
constexpr DecodeLimits roomy{.bytes_max = 1ULL << 30};

struct Decoded {
    Result<void> result{};
    std::string bytes{};
    std::size_t largest_piece = 0;
};

Decoded decode(Coding coding, std::string_view body, DecodeLimits limits = roomy,
               std::size_t portion = 1 << 20) {
    BodyDecoder decoder(coding, limits);
    Decoded out;
    const auto sink = [&](std::span<const std::byte> piece) -> Result<void> {
        out.bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        out.largest_piece = std::max(out.largest_piece, piece.size());
        return {};
    };
    while (!body.empty() && out.result) {
        out.result = decoder.decode(std::as_bytes(std::span(body.substr(0, portion))), sink);
        body.remove_prefix(std::min(portion, body.size()));
    }
    if (out.result) out.result = decoder.finish();
    return out;
}

// Neither repeats nor is noise.
std::string text_of(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i * i % 9973) + ",";
    text.resize(size);
    return text;
}

TEST(Coding, HasItsNamesInAnyCase) {
    EXPECT_EQ(coding_named("GZip"), Coding::gzip);
    EXPECT_EQ(coding_named("x-gzip"), Coding::gzip);
    EXPECT_EQ(coding_named("zstd"), Coding::zstd);
    for (const char* other : {"", "br", "deflate", "gzip "}) EXPECT_FALSE(coding_named(other)) << other;
    for (const Coding coding : codings) EXPECT_EQ(coding_named(name_of(coding)), coding);
}

TEST(Coding, WhatIsEncodedComesBack) {
    for (const Coding coding : codings)
        for (const std::size_t size : {0U, 1U, 1000U, 3'000'000U}) {
            const std::string text = text_of(size);
            const std::string encoded = encode(coding, text);
            EXPECT_TRUE(size <= 1000 || encoded.size() < text.size());
            for (const std::size_t portion : {std::size_t{7}, std::size_t{1} << 20}) {
                if (size > 1000 && portion == 7 && coding == Coding::zstd)
                    continue;  // slow, and no other path
                const auto back = decode(coding, encoded, roomy, portion);
                EXPECT_TRUE(back.result) << name_of(coding) << " of " << size;
                EXPECT_EQ(back.bytes, text);
                EXPECT_LE(back.largest_piece, 256U * 1024);
            }
        }
}

TEST(Coding, MembersMayFollowEachOther) {
    for (const Coding coding : codings)
        for (const std::size_t portion : {std::size_t{1}, std::size_t{1000}}) {
            const auto back = decode(coding, encode(coding, "abc") + encode(coding, "def"), roomy, portion);
            EXPECT_TRUE(back.result);
            EXPECT_EQ(back.bytes, "abcdef");
        }
}

TEST(Coding, DamageIsAFaultAtItsPlace) {
    for (const Coding coding : codings) {
        const std::string good = encode(coding, text_of(10'000));
        std::string wrong_data = good;
        wrong_data[good.size() / 2] = static_cast<char>(wrong_data[good.size() / 2] ^ 0x55);
        std::string wrong_checksum = good;
        wrong_checksum[good.size() - 6] = static_cast<char>(wrong_checksum[good.size() - 6] ^ 1);
        for (const std::string& bad : {std::string("date,clicks\n"), good.substr(0, good.size() - 1),
                                       good.substr(0, 5), good + "garbage", good + std::string(1, '\0'),
                                       wrong_data, coding == Coding::gzip ? wrong_checksum : wrong_data}) {
            const auto back = decode(coding, bad);
            ASSERT_FALSE(back.result) << name_of(coding);
            EXPECT_EQ(back.result.error().code, ErrorCode::invalid_argument);
            ASSERT_EQ(back.result.error().faults.size(), 1U);
            EXPECT_EQ(back.result.error().faults[0].pointer, "#/body");
            EXPECT_NE(back.result.error().faults[0].detail.find("at byte "), std::string::npos);
        }
    }
}

TEST(Coding, NoBytesAreNoStream) {
    for (const Coding coding : codings) EXPECT_FALSE(decode(coding, "").result);
}

TEST(Coding, ABombIsStoppedEarly) {
    for (const Coding coding : codings) {
        const auto back = decode(coding, encode(coding, std::string(64 << 20, '0')));
        ASSERT_FALSE(back.result);
        EXPECT_EQ(back.result.error().code, ErrorCode::payload_too_large);
        EXPECT_LE(back.bytes.size(), 4U << 20) << "nothing is passed on past the limit";
    }
    const std::string small(1 << 20, '0');
    for (const Coding coding : codings)
        EXPECT_EQ(decode(coding, encode(coding, small)).bytes, small) << "a small body may repeat itself";
}

TEST(Coding, ABodyThatGrowsOverItsSizeIsTooLarge) {
    for (const Coding coding : codings) {
        const std::string body = encode(coding, text_of(5000));
        EXPECT_TRUE(decode(coding, body, {.bytes_max = 5000}).result);
        const auto back = decode(coding, body, {.bytes_max = 4999});
        ASSERT_FALSE(back.result);
        EXPECT_EQ(back.result.error().code, ErrorCode::payload_too_large);
    }
}

TEST(Coding, AZstdWindowOverEightMebibytesIsRefused) {
    // A frame header that asks for a window of 2^27 bytes: magic, no checksum, no size, window descriptor.
    const std::string wide("\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 9);
    EXPECT_EQ(decode(Coding::zstd, wide).result.error().code, ErrorCode::invalid_argument);
}

TEST(Coding, AnErrorOfTheSinkEndsTheDecoding) {
    BodyDecoder decoder(Coding::gzip, roomy);
    const std::string body = encode(Coding::gzip, "abc");
    const auto result = decoder.decode(std::as_bytes(std::span(body)), [](auto) -> Result<void> {
        return Error{ErrorCode::storage_full, "No room.", {}};
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::storage_full);
}

}  // namespace
}  // namespace insightflow
