#include "cli/printable.hpp"

#include <gtest/gtest.h>

namespace insightflow::cli {
namespace {

TEST(Printable, ControlCharactersAreShownAsQuestionMarks) {
    const std::pair<std::string, std::string> cases[] = {
        {"plain caf\xc3\xa9 \xc2\xa3", "plain caf\xc3\xa9 \xc2\xa3"},
        {"a\x1b[2Jb", "a?[2Jb"},
        {"a\r\n\tb\x7f", "a???b?"},
        {std::string("a\0b", 3), "a?b"},
        {"a\xc2\x9b"
         "2Jb\xc2\x80\xc2\x9f",
         "a?2Jb??"},
        {"cut \xc2", "cut \xc2"},
        {"", ""},
    };
    for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

}  // namespace
}  // namespace insightflow::cli
