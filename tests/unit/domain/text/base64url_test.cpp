#include "domain/text/base64url.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

// RFC 4648, section 10, without padding.
TEST(Base64Url, WritesTheVectorsOfTheRfc) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("foo"), "Zm9v");
    EXPECT_EQ(base64url("foob"), "Zm9vYg");
    EXPECT_EQ(base64url("fooba"), "Zm9vYmE");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
}

TEST(Base64Url, ReadsBackEveryByte) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    for (std::size_t size = 0; size <= bytes.size(); ++size)
        EXPECT_EQ(from_base64url(base64url(bytes.substr(0, size))), bytes.substr(0, size));
}

TEST(Base64Url, TakesOneSpellingOnly) {
    for (const char* text : {"Zg==", "Zh", "Z", "Zm9v ", "+/8", "Zm9vY"})
        EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace insightflow
