#include "domain/text/hex.hpp"

#include <gtest/gtest.h>

#include <array>

namespace insightflow {
namespace {

TEST(Hex, EveryByteIsTwoDigits) {
    EXPECT_EQ(to_hex(std::string_view{}), "");
    EXPECT_EQ(to_hex(std::string_view("\0\x0f\xa0\xff", 4)), "000fa0ff");
    constexpr std::array bytes{std::byte{1}, std::byte{0x9a}};
    EXPECT_EQ(to_hex(bytes), "019a");
}

TEST(Hex, ANumberHasAllItsDigits) {
    EXPECT_EQ(to_hex(std::uint64_t{0}), "0000000000000000");
    EXPECT_EQ(to_hex(std::uint64_t{0x0123456789abcdef}), "0123456789abcdef");
}

}  // namespace
}  // namespace insightflow
