#include "domain/text/json_string.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

TEST(JsonString, IsEscapedAndAlwaysUtf8) {
    struct Case {
        std::string_view text;
        std::string_view json;
    };
    using namespace std::string_view_literals;
    for (const auto& [text, json] :
         {Case{"a\"b\\c/\n\t\r\x01\x7f"sv, "\"a\\\"b\\\\c/\\n\\t\\r\\u0001\\u007f\""sv},
          Case{"\0"sv, "\"\\u0000\""sv}, Case{"Zürich €😀"sv, "\"Zürich €😀\""sv},
          Case{"\xff"sv, "\"\xEF\xBF\xBD\""sv}, Case{"\xc0\x80"sv, "\"\xEF\xBF\xBD\xEF\xBF\xBD\""sv},
          Case{"\xed\xa0\x80x"sv, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx\""sv},
          Case{"a\xe2\x82"sv, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""sv}}) {
        std::string out;
        append_json_string(out, text);
        EXPECT_EQ(out, json);
    }
}

}  // namespace
}  // namespace insightflow
