#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <system_error>

#include "adapters/readers/limits.hpp"
#include "recording.hpp"

namespace insightflow {
namespace {

using Lines = std::vector<std::string>;

test::Read read_csv(std::string_view bytes) { return test::read_text(BodyFormat::csv, bytes); }

TEST(CsvReader, WellFormedTextIsReadAsItStands) {
    const struct {
        std::string_view bytes;
        Lines lines;
    } cases[] = {
        {"a,b\n1,2\n3,4\n", {"2: a='1' b='2'", "3: a='3' b='4'"}},
        {"a,b\n1,2", {"2: a='1' b='2'"}},
        {"a,b\r\n1,2\r\n", {"2: a='1' b='2'"}},
        {"a,b\r1,2\r3,4", {"2: a='1' b='2'", "3: a='3' b='4'"}},
        {"\xEF\xBB\xBF"
         "a,b\n1,2\n",
         {"2: a='1' b='2'"}},
        {"a,b\n,\"\"\n", {"2: a=null b=''"}},
        {"a,b\n , x \n", {"2: a=' ' b=' x '"}},
        {"a,b\n\"1,2\",\"x\ny\"\n5,6\n", {"2: a='1,2' b='x\ny'", "4: a='5' b='6'"}},
        {"a,b\n\"x\r\ny\rz\",1\n2,3\n", {"2: a='x\r\ny\rz' b='1'", "5: a='2' b='3'"}},
        {"a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", {"2: a='say \"hi\"' b='\"'"}},
        {"\"a\"\"x\",b\n1,2\n", {"2: a\"x='1' b='2'"}},
        {"a,b\n12\" vinyl,a\"b\n", {"2: a='12\" vinyl' b='a\"b'"}},
        {"\n\r\na,b\n\n1,2\r\n\r\n3,4\n\n", {"5: a='1' b='2'", "7: a='3' b='4'"}},
        {"a\n1\n\n2\n", {"2: a='1'", "3: a=null", "4: a='2'"}},
        {"a,b\n\xC3\xA9,\xF0\x9F\x98\x80\n", {"2: a='\u00E9' b='\U0001F600'"}},
        {"a,b\n", {}},
        {"a,b", {}},
        {"a,b\n1,2\n\"3\",\"4\"", {"2: a='1' b='2'", "3: a='3' b='4'"}},
        {"a,b\n=1+1,-5\n", {"2: a='=1+1' b='-5'"}},
    };
    for (const auto& c : cases) {
        const auto read = read_csv(c.bytes);
        EXPECT_EQ(read.error, "") << c.bytes;
        EXPECT_EQ(read.recording.lines, c.lines) << c.bytes;
    }
}

TEST(CsvReader, ABrokenRowIsNamedAndTheRestIsRead) {
    const struct {
        std::string_view bytes;
        Lines lines;
        std::string_view message;
    } cases[] = {
        {"a,b\n1\n3,4\n",
         {"2! wrong_field_count", "3: a='3' b='4'"},
         "the row has 1 fields, the heading has 2"},
        {"a,b\n1,2,3\n3,4\n",
         {"2! wrong_field_count", "3: a='3' b='4'"},
         "the row has 3 fields, the heading has 2"},
        {"a,b\n1,2\n3,\n,\n5",
         {"2: a='1' b='2'", "3: a='3' b=null", "4: a=null b=null", "5! wrong_field_count"},
         "the row has 1 fields, the heading has 2"},
        {"a,b\n\"1\"x,2\n3,4\n",
         {"2! text_after_quote", "3: a='3' b='4'"},
         "field 1 goes on after its closing quote"},
        {"a,b\n\"1\" ,\"2\" \n3,4\n",
         {"2! text_after_quote", "3: a='3' b='4'"},
         "field 1 goes on after its closing quote"},
        {"a,b\n1\xFF,2\n3,4\n", {"2! bad_utf8", "3: a='3' b='4'"}, "the row is not UTF-8"},
        {"a,b\n1\xC0\xAF,2\n3,4\n", {"2! bad_utf8", "3: a='3' b='4'"}, "the row is not UTF-8"},
        {"a,b\n1,2\n\"3\n4,5\n6,7\n",
         {"2: a='1' b='2'", "3! unterminated_quote"},
         "the quote that opens on line 3 is not closed: 3 lines, down to the end of the file, were taken for "
         "its text"},
        {"a,b\n1,\"",
         {"2! unterminated_quote"},
         "the quote that opens on line 2 is not closed: 1 lines, down to the end of the file, were taken for "
         "its text"},
        {"a,b\n\"x\ny\",\"z\n\n",
         {"2! unterminated_quote"},
         "the quote that opens on line 3 is not closed: 2 lines, down to the end of the file, were taken for "
         "its text"},
        {"a,b\n1,\"2\"\"",
         {"2! unterminated_quote"},
         "the quote that opens on line 2 is not closed: 1 lines, down to the end of the file, were taken for "
         "its text"},
    };
    for (const auto& c : cases) {
        const auto read = read_csv(c.bytes);
        EXPECT_EQ(read.error, "") << c.bytes;
        EXPECT_EQ(read.recording.lines, c.lines) << c.bytes;
        ASSERT_EQ(read.recording.messages.size(), 1U) << c.bytes;
        EXPECT_EQ(read.recording.messages.front(), c.message) << c.bytes;
    }
    EXPECT_EQ(read_csv({"a,b\n1,\0\n3,4\n", 12}).recording.lines, (Lines{"2! nul_byte", "3: a='3' b='4'"}));
}

TEST(CsvReader, AHeadingThatCannotBeUsedIsAnError) {
    const std::string long_heading(readers::heading_bytes_max + 1, 'h');
    std::string wide = "c";
    for (std::size_t i = 1; i <= readers::columns_max; ++i) wide += ",c" + std::to_string(i);
    const std::pair<std::string, std::string> cases[] = {
        {"", "line 1, column 1: the file is empty: it needs a heading row"},
        {"\n\n", "line 1, column 1: the file is empty: it needs a heading row"},
        {"\xEF\xBB\xBF", "line 1, column 1: the file is empty: it needs a heading row"},
        {"a,b,a\n1,2,3\n", "line 1, column 3: the heading 'a' stands in column 1 already"},
        {"\na,,b\n", "line 2, column 2: the heading is empty"},
        {"a,b,\n1,2,3\n", "line 1, column 3: the heading is empty"},
        {"a, \t,b\n", "line 1, column 2: the heading is empty"},
        {"a;b\n1;2\n",
         "line 1, column 1: the heading row has one column and holds ';': fields must be separated by "
         "commas"},
        {"a\tb\n1\t2\n",
         "line 1, column 1: the heading row has one column and holds a TAB: fields must be separated by "
         "commas"},
        {"\xFF\xFE"
         "a",
         "line 1, column 1: the file is UTF-16; save it as UTF-8"},
        {"\xFE\xFF"
         "a",
         "line 1, column 1: the file is UTF-16; save it as UTF-8"},
        {std::string("a\0,\0b\0", 6),
         "line 1, column 1: the heading row holds NUL bytes; if the file is UTF-16, save it as UTF-8"},
        {"co\xFBt,b\n", "line 1, column 1: the row is not UTF-8"},
        {"a,\"b\nc,d\ne\"x\n",
         "line 1, column 1: field 2 goes on after its closing quote: the quote opens on line 1, and all down "
         "to "
         "line 3 was taken for one row"},
        {"\"a\"x,b\n", "line 1, column 1: field 1 goes on after its closing quote"},
        {"a," + long_heading + "\n", "line 1, column 2: the heading is longer than 1,024 bytes"},
        {wide + "\n", "line 1, column 1001: more than 1000 columns"},
    };
    for (const auto& [bytes, error] : cases) {
        const auto read = read_csv(bytes);
        EXPECT_EQ(read.error, error) << bytes.substr(0, 40);
        EXPECT_TRUE(read.recording.lines.empty());
    }
}

TEST(CsvReader, LimitsOfFieldsAndRowsAreErrors) {
    const std::string field(readers::field_bytes_max, 'x');
    EXPECT_EQ(read_csv("a,b\n1," + field + "\n").error, "");
    EXPECT_EQ(read_csv("a,b\n1,x" + field + "\n").error, "line 2: field 2 is longer than 1 MiB");
    EXPECT_EQ(read_csv("a,b\n1,\"" + field + "\"\n").error,
              "line 2: field 2 is longer than 1 MiB; is its quote closed?");
    const std::string row = field + "," + field + "," + field + "," + field;
    EXPECT_EQ(read_csv("a,b,c,d\n" + row + "\n").error, "line 2: the row is longer than 4 MiB");
    EXPECT_EQ(read_csv("a,b,c,d\n" + row.substr(0, readers::row_bytes_max) + "\n").error, "");
    std::string quoted(readers::row_bytes_max + 10, 'x');
    EXPECT_EQ(read_csv("a,b\n1,2\n1,\"" + quoted).error,
              "line 3: the row is longer than 4 MiB; is the quote of field 2 closed?");
    std::ranges::fill(quoted, '"');
    EXPECT_NE(read_csv("a,b\n1,2\n1,\"" + quoted).error, "");
    EXPECT_NE(read_csv("a,b\n1,2\n\"" + quoted).error, "");
    EXPECT_EQ(read_csv("a,b\n" + quoted.substr(0, 100) + ",2\n").error, "");
    EXPECT_EQ(read_csv("a,b\n1" + std::string(readers::columns_max * 3, ',') + "\n").recording.lines,
              Lines{"2! wrong_field_count"});
}

TEST(CsvReader, HeadingsAreToldWithoutRows) {
    const auto read = read_csv("date,\"x\"\"y\"\n");
    EXPECT_EQ(read.recording.columns, (Lines{"date", "x\"y"}));
    EXPECT_EQ(read.recording.chunks, 1U);
}

TEST(CsvReader, ManyRowsComeInChunksWithProgress) {
    std::string text = "a,b\n";
    Lines want;
    for (std::size_t i = 0; i < readers::chunk_rows * 2 + 5; ++i) {
        text += std::to_string(i) + ",\"q\"\"" + std::to_string(i) + "\"\n";
        want.push_back(std::to_string(i + 2) + ": a='" + std::to_string(i) + "' b='q\"" + std::to_string(i) +
                       "'");
    }
    const auto read = read_csv(text);
    EXPECT_EQ(read.recording.lines, want);
    EXPECT_EQ(read.recording.chunks, 3U);
    ASSERT_EQ(read.recording.progresses.size(), 3U);
    EXPECT_TRUE(std::ranges::is_sorted(read.recording.progresses));
    EXPECT_EQ(read.recording.progresses.back(), text.size());
}

TEST(CsvReader, AStopEndsTheReading) {
    std::stop_source stop;
    stop.request_stop();
    std::string text = "a,b\n";
    for (std::size_t i = 0; i < readers::chunk_rows * 2; ++i) text += "1\n";
    const test::TemporaryFile file(text);
    test::Recording recording;
    const auto result = readers::make_reader(BodyFormat::csv)->read(file.path(), recording, stop.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::deadline_exceeded);
    EXPECT_EQ(recording.lines.size(), readers::chunk_rows);
}

TEST(CsvReader, AStopEndsLongRunsOfBlankLines) {
    std::stop_source stop;
    stop.request_stop();
    const std::string blank(readers::bytes_between_checks * 2, '\n');
    for (const std::string before : {"", "a,b\n1,2\n"}) {
        const auto read = test::read_text(BodyFormat::csv, before + blank, stop.get_token());
        EXPECT_EQ(read.error, "reading was stopped");
        ASSERT_FALSE(read.recording.progresses.empty());
        EXPECT_LE(read.recording.progresses.back(), readers::bytes_between_checks + before.size());
    }
    const auto read = read_csv("a,b\n" + blank + "1,2\n");
    EXPECT_EQ(read.recording.lines, Lines{std::to_string(blank.size() + 2) + ": a='1' b='2'"});
}

TEST(CsvReader, AFileThatIsNotThereIsABrokenWorld) {
    test::Recording recording;
    EXPECT_THROW((void)readers::make_reader(BodyFormat::csv)->read("/no/such/file", recording, {}),
                 std::system_error);
}

// Whatever the bytes: every reader ends, and line numbers never fall.
TEST(Readers, RandomBytesNeverBreakThem) {
    std::mt19937 random(3);
    constexpr std::string_view alphabet = "\"\"\"\",,,\n\n\r{}[]::\\u0aeE1-. \t\xC3\xA9\xFF";
    for (int round = 0; round < 1000; ++round) {
        std::string bytes = round % 3 == 0 ? "a,b\n" : round % 3 == 1 ? "[" : "";
        for (std::size_t size = random() % 60; size > 0; --size)
            bytes += alphabet[random() % alphabet.size()];
        if (round % 50 == 0) bytes.push_back('\0');
        for (const BodyFormat format : {BodyFormat::csv, BodyFormat::json, BodyFormat::ndjson}) {
            const auto read = test::read_text(format, bytes);
            std::uint64_t last = 0;
            for (const auto& line : read.recording.lines) {
                const std::uint64_t number = std::stoull(line);
                ASSERT_GE(number, last) << bytes;
                last = number;
            }
        }
    }
}

}  // namespace
}  // namespace insightflow
