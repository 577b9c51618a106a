#include "domain/text/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace insightflow {
namespace {

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80U) {
        out += static_cast<char>(code);
    } else if (code < 0x800U) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else if (code < 0x10000U) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

TEST(Utf8, EveryCodePointButSurrogatesIsText) {
    for (unsigned code = 0; code < 0x120000U; ++code) {
        std::string text;
        append_utf8(text, code);
        const bool want = code < 0x110000U && !(code >= 0xD800U && code < 0xE000U);
        ASSERT_EQ(is_utf8(text), want) << code;
    }
}

TEST(Utf8, IllFormedBytesAreNoText) {
    const std::string_view cases[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC3",
                                      "\xE0\x80\x80",
                                      "\xE2\x82",
                                      "\xE2\x28\xA1",
                                      "\xF0\x80\x80\x80",
                                      "\xF0\x9F\x98\x28",
                                      "\xF5\x80\x80\x80",
                                      "\xFF"};
    for (const auto bytes : cases) {
        for (const auto* front : {"", "a", "1234567", "12345678"}) {
            EXPECT_FALSE(is_utf8(std::string(front) + std::string(bytes) + "abcdefgh"));
            EXPECT_FALSE(is_utf8(std::string(front) + std::string(bytes)));
        }
    }
    EXPECT_TRUE(is_utf8(""));
}

TEST(Utf8, ACharactersSizeIsThatOfItsWellFormedBytes) {
    EXPECT_EQ(utf8_character_size(""), 0U);
    EXPECT_EQ(utf8_character_size("ab"), 1U);
    EXPECT_EQ(utf8_character_size("\xC3\xBC!"), 2U);
    EXPECT_EQ(utf8_character_size("\xE2\x82\xAC!"), 3U);
    EXPECT_EQ(utf8_character_size("\xF0\x9F\x98\x80!"), 4U);
    EXPECT_EQ(utf8_character_size("\xE2\x82"), 0U);
}

TEST(Utf8, CodePointsAreCounted) {
    EXPECT_EQ(code_points(""), 0U);
    EXPECT_EQ(code_points("Zürich €😀"), 9U);
}

}  // namespace
}  // namespace insightflow
