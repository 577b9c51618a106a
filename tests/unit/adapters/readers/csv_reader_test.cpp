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

// UTF-16 of ASCII text.
std::string utf16(std::string_view text, bool big_endian) {
    std::string out;
    for (const char c : text) {
        if (big_endian) out.push_back('\0');
        out.push_back(c);
        if (!big_endian) out.push_back('\0');
    }
    return out;
}

TEST(CsvReader, EveryEncodingIsReadAsUtf8) {
    const std::string table = "date,campaign,clicks\n2024-01-15,a,1\n";
    const Lines lines{"2: date='2024-01-15' campaign='a' clicks='1'"};
    for (const std::string& bytes : {table, "\xEF\xBB\xBF" + table, "\xEF\xBB\xBF\xEF\xBB\xBF" + table,
                                     "\xFF\xFE" + utf16(table, false), "\xFE\xFF" + utf16(table, true)}) {
        const auto read = read_csv(bytes);
        EXPECT_EQ(read.error, "");
        EXPECT_EQ(read.recording.lines, lines);
        EXPECT_TRUE(read.recording.notes.empty());
    }
    for (const bool big_endian : {false, true}) {
        const auto read = read_csv(utf16(table, big_endian));
        EXPECT_EQ(read.recording.lines, lines);
        EXPECT_EQ(read.recording.notes,
                  (Lines{std::string("the file is not UTF-8: read as UTF-16") + (big_endian ? "BE" : "LE")}));
    }
    const auto latin = read_csv("date;Co\xFBt (\x80);campagne\n2024-01-15;1;\xC9t\xE9\n");
    EXPECT_EQ(latin.recording.lines, (Lines{"2: date='2024-01-15' Coût (€)='1' campagne='Été'"}));
    EXPECT_EQ(latin.recording.notes, (Lines{"the file is not UTF-8: read as WINDOWS-1252"}));
    // DF 93 is a character of UTF-8 too.
    const auto quoted = read_csv("date,campaign,clicks\n2024-01-15,\x84Spa\xDF\x93 f\xFCr alle,1\n");
    EXPECT_EQ(quoted.recording.lines, (Lines{"2: date='2024-01-15' campaign='„Spaß“ für alle' clicks='1'"}));
}

TEST(CsvReader, AFileOfAnyLengthIsConverted) {
    std::string table = "date,clicks,campaign\n";
    for (int row = 0; row < 60'000; ++row)
        table += "2024-01-15," + std::to_string(row) + ",\xE9\xE9\xE9\xE9\n";
    const auto read = read_csv(table);
    ASSERT_EQ(read.recording.lines.size(), 60'000U);
    EXPECT_EQ(read.recording.lines.back(), "60001: date='2024-01-15' clicks='59999' campaign='éééé'");
}

TEST(CsvReader, TheSeparatorIsFound) {
    const std::pair<std::string_view, Lines> cases[] = {
        {"date;cost\n2024-01-15;1,5\n", {"2: date='2024-01-15' cost='1,5'"}},
        {"date\tcost\n2024-01-15\t1,5\n", {"2: date='2024-01-15' cost='1,5'"}},
        {"date|cost\n2024-01-15|1,5\n", {"2: date='2024-01-15' cost='1,5'"}},
        {"sep=;\r\ndate;cost\r\n2024-01-15;1\r\n", {"3: date='2024-01-15' cost='1'"}},
        {"sep=^\ndate^cost\n2024-01-15^1\n", {"3: date='2024-01-15' cost='1'"}},
        {"sep=;x\n1\n", {"2! wrong_field_count"}},
        {"a;b\n1,5;2,5\n3,5;4,5\n", {"2: a='1,5' b='2,5'", "3: a='3,5' b='4,5'"}},
        {"a\n1\n", {"2: a='1'"}},
        {"a,b,\n1,2,\n", {"2: a='1' b='2' column 3=null"}},
    };
    for (const auto& [bytes, lines] : cases) {
        const auto read = read_csv(bytes);
        EXPECT_EQ(read.error, "") << bytes;
        EXPECT_EQ(read.recording.lines, lines) << bytes;
    }
}

TEST(CsvReader, WhatStandsBeforeTheHeadingsIsNoRow) {
    const auto read = read_csv(
        "Campaign report\n\"January 1, 2024 - January 31, 2024\"\n\nDay,Campaign,Cost\n2024-01-15,a,1\n");
    EXPECT_EQ(read.recording.preamble, (Lines{"Campaign report", "\"January 1, 2024 - January 31, 2024\""}));
    EXPECT_EQ(read.recording.lines, (Lines{"5: Day='2024-01-15' Campaign='a' Cost='1'"}));
    const auto unknown = read_csv("Title\nx,y,z\n1,2,3\n4,5,6\n");
    EXPECT_EQ(unknown.recording.preamble, (Lines{"Title"}));
    EXPECT_EQ(unknown.recording.lines, (Lines{"3: x='1' y='2' z='3'", "4: x='4' y='5' z='6'"}));
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
         {"2: a='1' b='2'", "3: a='3' b=null", "4: a=null b=null", "5! wrong_field_count cut"},
         "the row has 1 fields, the heading has 2"},
        {"a,b\n\"1\"x,2\n3,4\n",
         {"2! text_after_quote", "3: a='3' b='4'"},
         "field 1 goes on after its closing quote"},
        {"a,b\n\"1\" ,\"2\" \n3,4\n",
         {"2! text_after_quote", "3: a='3' b='4'"},
         "field 1 goes on after its closing quote"},
        {"a,b\n1\xFF,\u00E9\u00E9\n3,4\n", {"2! bad_utf8", "3: a='3' b='4'"}, "the row is not UTF-8"},
        {"a,b\n1\x81,2\n3,4\n", {"2! bad_utf8", "3: a='3' b='4'"}, "the row is not UTF-8"},
        {"a,b\n1\xC0\xAF,\u00E9\u00E9\u00E9\n3,4\n",
         {"2! bad_utf8", "3: a='3' b='4'"},
         "the row is not UTF-8"},
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
        {"a,,column 2\n", "line 1, column 3: the heading 'column 2' stands in column 2 already"},
        {"\xFF\xFE"
         "a",
         "byte 3: the file begins as UTF-16LE, and what stands here is not: is the file whole?"},
        {std::string("\xFE\xFF\0a\xDC\0\0b", 8),
         "byte 5: the file begins as UTF-16BE, and what stands here is not: is the file whole?"},
        {"co\xFBt\x81,b\n", "line 1, column 1: the row is not UTF-8"},
        {std::string("a\0a,b\n", 6), "line 1, column 1: the row holds a NUL byte"},
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

// A stop that comes when the rows begin.
class Stopping : public test::Recording {
public:
    void begin_table(const TableStart& start) override {
        Recording::begin_table(start);
        stop.request_stop();
    }
    std::stop_source stop{};
};

TEST(CsvReader, AStopEndsTheReading) {
    std::string text = "a,b\n";
    for (std::size_t i = 0; i < readers::chunk_rows * 2; ++i) text += "1\n";
    const test::TemporaryFile file(text);
    Stopping recording;
    const auto result =
        readers::make_reader(BodyFormat::csv)->read(file.path(), recording, recording.stop.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::deadline_exceeded);
    EXPECT_EQ(recording.lines.size(), readers::chunk_rows);
}

TEST(CsvReader, AStopEndsTheLookForItsEncodingAndHeadings) {
    std::stop_source stop;
    stop.request_stop();
    const std::string utf16(
        "\xFF\xFE"
        "a\0",
        4);
    for (const std::string& text : {std::string("a,b\n1,2\n"), utf16, std::string(1, '\xE9')}) {
        const auto read = test::read_text(BodyFormat::csv, text, stop.get_token());
        EXPECT_EQ(read.error, "reading was stopped");
        EXPECT_TRUE(read.recording.progresses.empty());
    }
}

TEST(CsvReader, AStopEndsLongRunsOfBlankLines) {
    const std::string blank(readers::bytes_between_checks * 2, '\n');
    for (const std::string before : {"", "a,b\n1,2\n"}) {
        const test::TemporaryFile file(before + blank);
        Stopping recording;
        const auto result =
            readers::make_reader(BodyFormat::csv)->read(file.path(), recording, recording.stop.get_token());
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().message, "reading was stopped");
        ASSERT_FALSE(recording.progresses.empty());
        EXPECT_LE(recording.progresses.back(), readers::bytes_between_checks + before.size());
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
