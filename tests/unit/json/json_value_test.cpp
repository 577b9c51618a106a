#include <gmock/gmock.h>

#include "json/json_value.hpp"

namespace insightflow {
namespace {

using testing::ElementsAre;

std::vector<Fault> faults_of(std::string_view text) {
    const auto parsed = parse_json(text);
    return parsed ? std::vector<Fault>{} : parsed.error().faults;
}

TEST(ParseJson, KeepsNumbersAsTheyWereWritten) {
    for (const std::string text :
         {"1.005", "-0.1e-7", "123456789012345678901234567890", "1E400", "0", "-0"}) {
        const auto parsed = parse_json(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->kind, JsonValue::Kind::number);
        EXPECT_EQ(parsed->text, text);
    }
}

TEST(ParseJson, PrintsBackWhatItRead) {
    for (const std::string text : {R"({"b":[1,{"c":null},"x"],"a":{"t":true,"f":false},"":[]})",
                                   R"([[],{},"\u0001\"\\"])", R"("Zürich 😀")"}) {
        const auto parsed = parse_json(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(print_json(*parsed), text);
    }
    EXPECT_EQ(print_json(*parse_json(R"("\ud83d\ude00\/")")), R"("😀/")");
}

TEST(ParseJson, LimitsMayBeSet) {
    EXPECT_TRUE(parse_json("[[1]]", "#", {.depth_max = 2, .values_max = 3}));
    EXPECT_FALSE(parse_json("[[1]]", "#", {.depth_max = 1, .values_max = 3}));
    EXPECT_FALSE(parse_json("[[1]]", "#", {.depth_max = 2, .values_max = 2}));
}

TEST(JsonValue, FindsMembersByName) {
    const auto parsed = parse_json(R"({"b":25.50,"a":["x\n"],"c":null})");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->text_of("b"), "25.50");
    EXPECT_EQ(parsed->find("a")->items.at(0).text, "x\n");
    EXPECT_TRUE(parsed->find("c")->is_null());
    EXPECT_EQ(parsed->text_of("c"), "");
    EXPECT_EQ(parsed->find("missing"), nullptr);
    EXPECT_EQ(parsed->text_of("missing"), "");
}

TEST(ParseJson, RefusesWhatIsNotJson) {
    for (const std::string_view text :
         {std::string_view(""), std::string_view("{"), std::string_view("[1,]"),
          std::string_view("{\"a\":1,}"), std::string_view("01"), std::string_view("+1"),
          std::string_view("NaN"), std::string_view("Infinity"), std::string_view("'a'"),
          std::string_view("\"\xff\""), std::string_view("\"\xed\xa0\x80\""), std::string_view("\"\\ud800\""),
          std::string_view("\"a\nb\""), std::string_view("1 2"), std::string_view("// c\n1"),
          std::string_view("{a:1}"), std::string_view("\xef\xbb\xbf{}"), std::string_view("nul"),
          std::string_view("[\0]", 3)})
        EXPECT_EQ(faults_of(text).size(), 1U) << text;
}

TEST(ParseJson, NamesTheLineAndColumn) {
    EXPECT_THAT(faults_of("{\n  \"a\": x}"),
                ElementsAre(Fault{"#/body", "is not valid JSON at line 2, column 8"}));
}

TEST(ParseJson, DuplicateKeysAreFaultsAtTheirPlace) {
    EXPECT_THAT(faults_of(R"([{"a":{"x":1,"y":2,"x":3,"x":4}},{"k":1,"\u006b":2}])"),
                ElementsAre(Fault{"#/body/0/a/x", "is written more than once in the same object"},
                            Fault{"#/body/1/k", "is written more than once in the same object"}));
}

TEST(ParseJson, DepthIsBounded) {
    EXPECT_TRUE(
        parse_json(std::string(JsonLimits{}.depth_max, '[') + std::string(JsonLimits{}.depth_max, ']')));
    EXPECT_THAT(faults_of(std::string(64, '[') + std::string(64, ']')),
                ElementsAre(Fault{"#/body", "is nested deeper than 32 levels"}));
}

TEST(ParseJson, TheNumberOfValuesIsBounded) {
    std::string text = "[0";
    for (std::size_t i = 0; i < JsonLimits{}.values_max; ++i) text += ",0";
    EXPECT_THAT(faults_of(text + "]"), ElementsAre(Fault{"#/body", "holds more than 100000 values"}));
}

TEST(PrintJson, IndentsByTwoSpaces) {
    EXPECT_EQ(print_json(*parse_json(R"({"a":[1,2],"b":{},"c":[]})"), 2),
              "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
}

}  // namespace
}  // namespace insightflow
