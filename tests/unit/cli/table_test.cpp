#include "cli/table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace insightflow::cli {
namespace {

std::string printed(std::string_view json, const std::vector<std::string>& columns, Format format) {
    std::ostringstream out;
    print(out, select(parse_json(json)->items, columns), format);
    return out.str();
}

TEST(Table, AlignsNumbersRightAndShowsNullAsDash) {
    const std::string rows =
        R"([{"platform":"google_ads","cost":1234.5},{"platform":"caf\u00e9","cost":null},)"
        R"({"platform":null,"cost":7}])";
    EXPECT_EQ(printed(rows, {"platform", "cost"}, Format::table),
              "platform      cost\n"
              "----------  ------\n"
              "google_ads  1234.5\n"
              "caf\xc3\xa9             -\n"
              "-                7\n");
}

TEST(Table, ControlCharactersInANameDoNotReachTheTerminal) {
    EXPECT_EQ(printed(R"([{"name":"a\u001b[2Jb"}])", {"name"}, Format::table), "name\n------\na?[2Jb\n");
}

TEST(Csv, QuotesWhatNeedsItAndLeavesNullEmpty) {
    const std::string rows = R"([{"name":"Sale, \"big\"\nline","cost":-5.5},{"name":null,"cost":null}])";
    EXPECT_EQ(printed(rows, {"name", "cost"}, Format::csv),
              "name,cost\n\"Sale, \"\"big\"\"\nline\",-5.5\n,\n");
}

TEST(Csv, TextThatLooksLikeAFormulaIsPrefixedAndNumbersAreNot) {
    const std::string rows = R"([{"v":"=1+1"},{"v":"+1"},{"v":"-1"},{"v":"@x"},{"v":"\tx"},{"v":"\u0000=1"},)"
                             R"({"v":-1},{"v":"a=b"}])";
    EXPECT_EQ(printed(rows, {"v"}, Format::csv),
              std::string("v\n'=1+1\n'+1\n'-1\n'@x\n'\tx\n'\0=1\n-1\na=b\n", 36));
}

TEST(Json, PrintsTheSelectedMembersOnly) {
    EXPECT_EQ(printed(R"([{"a":1.50,"b":"x"}])", {"b", "a", "missing"}, Format::json),
              "[\n  {\"b\":\"x\",\"a\":1.50,\"missing\":null}\n]\n");
    EXPECT_EQ(printed("[]", {"a"}, Format::json), "[]\n");
}

}  // namespace
}  // namespace insightflow::cli
