#include "cli/json_text.hpp"

#include <gtest/gtest.h>

namespace insightflow::cli {
namespace {

TEST(JsonText, KeepsNumbersAndOrderAsWritten) {
    const std::string json = R"({"b":25.50,"a":[1e2,null,true,"x\n\"y\""],"c":{"roas":5.882352941},)"
                             R"("big":123456789012345678901234567890.5})";
    const auto parsed = parse_json_text(json);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(serialize(*parsed), json);
    EXPECT_EQ(parsed->text_of("b"), "25.50");
    EXPECT_EQ(parsed->find("a")->items[3].text, "x\n\"y\"");
    EXPECT_TRUE(parsed->find("a")->items[1].is_null());
    EXPECT_EQ(parsed->find("missing"), nullptr);
    EXPECT_EQ(parsed->text_of("missing"), "");
}

TEST(JsonText, RefusesWhatIsNotJson) {
    for (const std::string text : {"", "{", "{} x", "[1,]", "nul", "<html>"})
        EXPECT_FALSE(parse_json_text(text)) << text;
    EXPECT_TRUE(parse_json_text(" {} \n"));
}

}  // namespace
}  // namespace insightflow::cli
