#include "domain/time/day.hpp"

#include <gtest/gtest.h>

#include <string>

namespace insightflow {
namespace {

TEST(ParseDay, ReadsDaysThatExist) {
    for (const std::string text :
         {"2024-02-29", "2025-01-01", "0001-01-01", "9999-12-31", "2000-02-29", "1969-12-31"}) {
        const auto day = parse_day(text);
        ASSERT_TRUE(day) << text;
        EXPECT_EQ(day_text(*day), text);
    }
}

TEST(ParseDay, RefusesDaysThatDoNotExistAndOtherForms) {
    for (const std::string text : {"2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31",
                                   "2025-01-00", "0000-01-01", "2025-1-1", "2025/01/01", "20250101", "",
                                   "2025-01-01 ", "+025-01-01", "2025-0a-01", "2025-01-0x", "x025-01-01"})
        EXPECT_FALSE(parse_day(text)) << text;
}

}  // namespace
}  // namespace insightflow
