#include <gtest/gtest.h>

#include "adapters/readers/limits.hpp"
#include "recording.hpp"

namespace insightflow {
namespace {

using Lines = std::vector<std::string>;

test::Read read_json(std::string_view bytes) { return test::read_text(BodyFormat::json, bytes); }
test::Read read_ndjson(std::string_view bytes) { return test::read_text(BodyFormat::ndjson, bytes); }

TEST(JsonReader, DocumentsBecomeRows) {
    const struct {
        std::string_view bytes;
        Lines lines;
    } cases[] = {
        {R"([{"a":1,"b":"x"},{"a":2.50,"b":null}])", {"1: a=1 b='x'", "1: a=2.50 b=null"}},
        {R"({"a":true,"b":false})", {"1: a=true b=false"}},
        {"{\"a\":1}\n{\"a\":2}\n", {"1: a=1", "2: a=2"}},
        {R"({"a":1}{"a":2} {"a":3})", {"1: a=1", "1: a=2", "1: a=3"}},
        {"[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n", {"2: a=1", "5: a=2"}},
        {"\xEF\xBB\xBF[{\"a\":1}]", {"1: a=1"}},
        {"[]", {}},
        {" [ ] ", {}},
        {"[{}]", {"1:"}},
        {R"([{"a":1},{"b":2},{"b":3,"a":4}])", {"1: a=1", "1: b=2", "1: a=4 b=3"}},
        {R"([{"a":-0.00, "b":1E+400, "c":12345678901234567890123, "d":9223372036854775808, "e":1e-7}])",
         {"1: a=-0.00 b=1E+400 c=12345678901234567890123 d=9223372036854775808 e=1e-7"}},
        {R"([{"a":"x\"\\\/\b\u00e9\ud83d\ude00y"}])", {"1: a='x\"\\/\b\u00E9\U0001F600y'"}},
        {R"([{"\u0061":1},{"a":2}])", {"1: a=1", "1: a=2"}},
        {R"([{"a": { "x" : [ 1 , "q\"" , null, true, {} , [ ] ], "y":"\u0001" } , "b":[]}])",
         {R"(1: a={"x":[1,"q\"",null,true,{},[]],"y":"\u0001"} b=[])"}},
        {R"([{"a":[[1,2],[3.0,{"k":"v","l":-1}]]}])", {R"(1: a=[[1,2],[3.0,{"k":"v","l":-1}]])"}},
        {R"([{"":1}])", {"1: =1"}},
    };
    for (const auto& c : cases) {
        const auto read = read_json(c.bytes);
        EXPECT_EQ(read.error, "") << c.bytes;
        EXPECT_EQ(read.recording.lines, c.lines) << c.bytes;
    }
}

TEST(JsonReader, WhatIsNoRowIsBrokenAlone) {
    const struct {
        std::string_view bytes;
        Lines lines;
    } cases[] = {
        {"[1,\n\"x\",\nnull,\ntrue,\n[1,{\"a\":[2]}],\n{\"a\":1}]",
         {"1! not_an_object", "2! not_an_object", "3! not_an_object", "4! not_an_object", "5! not_an_object",
          "6: a=1"}},
        {R"([{"a":1,"b":2,"a":3},{"a":4}])", {"1! duplicate_key", "1: a=4"}},
        {R"([{"a":1},{"z":1,"z":2},{"y":3}])", {"1: a=1", "1! duplicate_key", "1: y=3"}},
        {R"([{"a":{"x":1,"x":1}},{"a":{"x":1,"y":{"x":1}}}])",
         {"1! duplicate_key", R"(1: a={"x":1,"y":{"x":1}})"}},
        {R"([{"a":1,"\u0061":1}])", {"1! duplicate_key"}},
    };
    for (const auto& c : cases) {
        const auto read = read_json(c.bytes);
        EXPECT_EQ(read.error, "") << c.bytes;
        EXPECT_EQ(read.recording.lines, c.lines) << c.bytes;
    }
    EXPECT_EQ(read_json(R"([{"a":1,"a":1}])").recording.messages.front(),
              "the key 'a' stands twice in one object");
    // A column of a broken row alone is none.
    EXPECT_EQ(read_json(R"([{"a":1},{"z":1,"z":2},{"y":3}])").recording.columns, (Lines{"a", "y"}));
}

TEST(JsonReader, BrokenSyntaxFailsTheFileWithItsPlace) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", "line 1, column 1: the body is empty"},
        {" \n ", "line 2, column 2: the body is empty"},
        {"5", "line 1, column 1: expected an array of objects, or objects"},
        {"date,clicks\n", "line 1, column 1: expected an array of objects, or objects"},
        {"{\"a\":1}\n5", "line 2, column 1: expected an array of objects, or objects"},
        {"[{\"a\":1}", "line 1, column 9: the JSON ends too early"},
        {"[{\"a\":1},", "line 1, column 10: the JSON ends too early"},
        {"[", "line 1, column 2: the JSON ends too early"},
        {"[{\"a\":", "line 1, column 7: the JSON ends too early"},
        {"[{\"a\":1},]", "line 1, column 10: this is not JSON"},
        {"[,{\"a\":1}]", "line 1, column 2: this is not JSON"},
        {"[{\"a\":1} {\"a\":2}]", "line 1, column 10: expected ',' or ']' here"},
        {"[{\"a\":1}]\n x", "line 2, column 2: there is text after the end of the array"},
        {"[{\"a\":1}][]", "line 1, column 10: there is text after the end of the array"},
        {"[\n {\"a\":1},\n {\"a\":NaN}\n]", "line 3, column 7: this is not JSON"},
        {"[{\"a\":Infinity}]", "line 1, column 7: this is not JSON"},
        {"[{\"a\":01}]", "line 1, column 8: this is not JSON"},
        {"[{\"a\":1,}]", "line 1, column 9: this is not JSON"},
        {"[{\"a\" 1}]", "line 1, column 7: this is not JSON"},
        {"[{'a':1}]", "line 1, column 3: this is not JSON"},
        {"[{\"a\":\"x\ny\"}]", "line 1, column 9: this is not JSON"},
        {"[{\"a\":\"\xFF\"}]", "line 1, column 8: this is not UTF-8"},
        {"[{\"a\":\"\\ud800\"}]",
         "line 1, column 14: an escape is half of a surrogate pair, so it is no character"},
        {"[{\"a\":\"\\udc00\"}]",
         "line 1, column 14: an escape is half of a surrogate pair, so it is no character"},
        {"[{\"a\":/* */1}]", "line 1, column 7: this is not JSON"},
        {"\xFF\xFE[\0", "line 1, column 1: the file is UTF-16; save it as UTF-8"},
    };
    for (const auto& [bytes, error] : cases) EXPECT_EQ(read_json(bytes).error, error) << bytes;
}

TEST(JsonReader, DepthIsLimited) {
    const auto nested = [](std::size_t depth) {
        std::string text;
        for (std::size_t i = 1; i < depth; ++i) text += "{\"a\":";
        text += "{}";
        return text + std::string(depth - 1, '}');
    };
    EXPECT_EQ(read_json(nested(readers::json_depth_max)).error, "");
    EXPECT_NE(read_json(nested(readers::json_depth_max + 1)).error.find("nested more than 64 deep"),
              std::string::npos);
    EXPECT_EQ(read_json("[" + nested(readers::json_depth_max - 1) + "]").error, "");
    EXPECT_NE(read_json("[" + nested(readers::json_depth_max) + "]").error.find("nested more than 64 deep"),
              std::string::npos);
    EXPECT_NE(read_json(std::string(100'000, '[')).error, "");
    EXPECT_EQ(read_ndjson(nested(readers::json_depth_max + 1) + "\n{\"b\":1}\n").recording.lines,
              (Lines{"1! malformed_json", "2: b=1"}));
}

TEST(JsonReader, LimitsAreErrorsOfTheFile) {
    std::string wide = "{\"k\":1";
    for (std::size_t i = 1; i <= readers::columns_max; ++i) wide += ",\"k" + std::to_string(i) + "\":1";
    wide += "}";
    const std::string text(readers::field_bytes_max + 1, 'x');
    std::string row = "{\"a\":[" + std::string(readers::row_bytes_max, ' ') + "]}";
    const std::pair<std::string, std::string> cases[] = {
        {wide, "different keys"},
        {"{\"a\":\"" + text + "\"}", "a text is longer than 1 MiB"},
        {"{\"" + text.substr(0, readers::heading_bytes_max + 1) + "\":1}",
         "a key is longer than 1,024 bytes"},
        {row, "longer than 4 MiB"},
    };
    for (const auto& [bytes, error] : cases) {
        EXPECT_NE(read_json("[" + bytes + "]").error.find(error), std::string::npos) << error;
        EXPECT_NE(read_ndjson(bytes + "\n").error.find(error), std::string::npos) << error;
    }
    EXPECT_EQ(read_json("[{\"a\":\"" + text.substr(1) + "\"}]").error, "");
    EXPECT_EQ(read_json("[{\"a\":1}" + row.substr(6, readers::row_bytes_max) + ",{\"a\":1}]").error, "");
}

TEST(NdjsonReader, ABrokenLineIsABrokenRow) {
    const struct {
        std::string_view bytes;
        Lines lines;
    } cases[] = {
        {"{\"a\":1}\n{\"a\":2}", {"1: a=1", "2: a=2"}},
        {"{\"a\":1}\r\n\r\n \t\n{\"a\":2}\r\n", {"1: a=1", "4: a=2"}},
        {"{\"a\":1}\n{\"a\":}\n{\"a\":3}\n", {"1: a=1", "2! malformed_json", "3: a=3"}},
        {"{\"a\":1} x\n{\"a\":3}\n", {"1! malformed_json", "2: a=3"}},
        {"{\"a\":1}{\"a\":2}\n", {"1! malformed_json"}},
        {"{\"a\":1\n,\"b\":2}\n", {"1! malformed_json", "2! malformed_json"}},
        {"5\n[{\"a\":1}]\n{\"a\":1,\"a\":2}\n", {"1! not_an_object", "2! not_an_object", "3! duplicate_key"}},
        {"{\"a\":\"\xFF\"}\n{\"a\":1}\n", {"1! bad_utf8", "2: a=1"}},
        {"\xEF\xBB\xBF{\"a\":1}\n", {"1: a=1"}},
        {"{\"a\":1,\"new\":}\n{\"a\":1}\n", {"1! malformed_json", "2: a=1"}},
        {"", {}},
        {"\n\n", {}},
        {"  {\"a\": [1, 2] }  \n", {"1: a=[1,2]"}},
    };
    for (const auto& c : cases) {
        const auto read = read_ndjson(c.bytes);
        EXPECT_EQ(read.error, "") << c.bytes;
        EXPECT_EQ(read.recording.lines, c.lines) << c.bytes;
    }
    EXPECT_EQ(read_ndjson("{\"a\":}\n").recording.messages.front(), "column 6: this is not JSON");
    EXPECT_EQ(read_ndjson("{\"a\":1} x\n").recording.messages.front(),
              "column 9: there is text after the object");
}

TEST(JsonReader, ManyRowsComeInChunks) {
    std::string array = "[";
    std::string lines;
    Lines want;
    for (std::size_t i = 0; i < readers::chunk_rows * 2 + 5; ++i) {
        const std::string object =
            "{\"a\":" + std::to_string(i) + ",\"b\":\"\\u0041" + std::to_string(i) + "\"}";
        array += (i == 0 ? "" : ",\n") + object;
        lines += object + "\n";
        want.push_back(std::to_string(i + 1) + ": a=" + std::to_string(i) + " b='A" + std::to_string(i) +
                       "'");
    }
    for (const auto& read : {read_json(array + "]"), read_json(lines), read_ndjson(lines)}) {
        EXPECT_EQ(read.error, "");
        EXPECT_EQ(read.recording.lines, want);
        EXPECT_EQ(read.recording.chunks, 3U);
        EXPECT_EQ(read.recording.progresses.size(), 3U);
    }
}

// A row costs the cells that it has, not those of every column that another row brought.
TEST(NdjsonReader, RowsWithoutColumnsCostNoCells) {
    std::string wide = "{\"k\":1";
    for (std::size_t i = 2; i <= 990; ++i) wide += ",\"k" + std::to_string(i) + "\":1";
    wide += "}\n";
    std::string empty;
    for (std::size_t i = 0; i < readers::chunk_rows; ++i) empty += "{}\n";
    const auto wide_first = read_ndjson(wide + empty);
    EXPECT_EQ(wide_first.recording.lines.size(), readers::chunk_rows + 1);
    EXPECT_EQ(wide_first.recording.cells_received, 990U);
    // The columns of the second wide row are filled up with absent cells, but not far.
    const auto wide_twice = read_ndjson(wide + empty + wide);
    EXPECT_EQ(wide_twice.recording.lines.size(), readers::chunk_rows + 2);
    EXPECT_LE(wide_twice.recording.cells_received, 990U + readers::chunk_cells + 990U);
}

// Copied texts are sent on before they fill the memory, however few the rows.
TEST(JsonReader, ChunksAreLimitedInBytesToo) {
    std::string text;
    for (int i = 0; i < 20; ++i)
        text += "{\"a\":\"\\u0041" + std::string(readers::field_bytes_max - 10, 'x') + "\"}\n";
    EXPECT_GE(read_json(text).recording.chunks, 2U);
}

TEST(JsonReader, AStopEndsTheReading) {
    std::stop_source stop;
    stop.request_stop();
    for (const BodyFormat format : {BodyFormat::json, BodyFormat::ndjson}) {
        EXPECT_EQ(test::read_text(format, "{\"a\":1}\n{\"a\":2}\n", stop.get_token()).error,
                  "reading was stopped");
    }
}

TEST(JsonReader, AStopEndsLongSpace) {
    std::stop_source stop;
    stop.request_stop();
    const std::string space(readers::bytes_between_checks * 2, '\n');
    for (const BodyFormat format : {BodyFormat::json, BodyFormat::ndjson}) {
        for (const std::string before : {"", "{\"a\":1}"}) {
            const auto read = test::read_text(format, before + space, stop.get_token());
            EXPECT_EQ(read.error, "reading was stopped");
            ASSERT_FALSE(read.recording.progresses.empty());
            EXPECT_LT(read.recording.progresses.back(), before.size() + space.size());
        }
    }
}

TEST(JsonReader, LinesAreCountedBehindLongSpace) {
    const std::size_t lines = readers::bytes_between_checks * 2;
    const auto line = std::to_string(lines + 1);
    for (const BodyFormat format : {BodyFormat::json, BodyFormat::ndjson}) {
        const auto read = test::read_text(format, std::string(lines, '\n') + "{\"a\":1}");
        EXPECT_EQ(read.recording.lines, Lines{line + ": a=1"});
    }
    const std::string long_line = "{\"a\":[" + std::string(readers::row_bytes_max, ' ') + "]}";
    EXPECT_EQ(read_ndjson("{}\n\n" + long_line).error, "line 3, column 1: the line is longer than 4 MiB");
}

}  // namespace
}  // namespace insightflow
