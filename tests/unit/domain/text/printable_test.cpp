#include "domain/text/printable.hpp"

#include <gtest/gtest.h>

namespace insightflow {
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
    for (const auto& [text, shown] : cases) {
        EXPECT_EQ(printable(text), shown);
        EXPECT_EQ(holds_control(text), text != shown);
    }
}

TEST(InQuotes, CutsLongTextOnTheBorderOfACharacter) {
    EXPECT_EQ(in_quotes("abc"), "'abc'");
    EXPECT_EQ(in_quotes(std::string(63, 'a') + "€uro"), "'" + std::string(63, 'a') + "'...");
    EXPECT_EQ(in_quotes("€uro", 2), "''...");
}

TEST(InQuotes, ShowsControlCharactersAsQuestionMarks) {
    EXPECT_EQ(in_quotes("a\n\x7F\x1B[0mü"), "'a???[0mü'");
    EXPECT_EQ(in_quotes("a\xC2\x9B"
                        "2J"),
              "'a?2J'");
}

}  // namespace
}  // namespace insightflow
