#include "domain/text/first_line.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace insightflow {
namespace {

std::optional<std::string> read(const std::string& text, std::size_t bytes_max = 8) {
    std::istringstream in(text);
    return first_line(in, bytes_max);
}

TEST(FirstLine, IsGivenWithoutItsEnd) {
    EXPECT_EQ(read("secret\nmore"), "secret");
    EXPECT_EQ(read("secret"), "secret");
    EXPECT_EQ(read("secret \r\n"), "secret");
    EXPECT_EQ(read("12345678\n"), "12345678");
    EXPECT_EQ(read("12345678"), "12345678");
    EXPECT_EQ(read("\nsecond"), "");
    EXPECT_EQ(read(""), std::nullopt);
}

TEST(FirstLine, OfALongerOneNoMoreIsReadThanShowsIt) {
    std::istringstream endless(std::string(100, 'x'));
    EXPECT_EQ(first_line(endless, 8)->size(), 9U);
    EXPECT_EQ(endless.tellg(), 9);
}

}  // namespace
}  // namespace insightflow
