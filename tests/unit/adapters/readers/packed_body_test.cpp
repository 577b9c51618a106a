// Bodies whose content tells what they are: packed, converted by somebody else, or neither.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "application/ingestion/typed_rows.hpp"
#include "coding/coding.hpp"
#include "recording.hpp"

#include <unistd.h>

namespace insightflow {
namespace {

using Lines = std::vector<std::string>;

test::Read read_content(std::string_view bytes, const readers::ReaderConfig& config = {}) {
    const test::TemporaryFile file(bytes);
    test::Read read;
    const auto result =
        readers::make_reader(BodyFormat::content, config)->read(file.path(), read.recording, {});
    if (!result) read.error = result.error().message;
    return read;
}

const std::string table = "date,clicks\n2024-01-01,1\n";

TEST(PackedBody, TextsAreToldByTheirFirstCharacters) {
    EXPECT_EQ(read_content(table).recording.lines, Lines{"2: date='2024-01-01' clicks='1'"});
    EXPECT_EQ(read_content("\xEF\xBB\xBF \n[{\"a\":1}]").recording.lines, Lines{"2: a=1"});
    EXPECT_EQ(read_content("{\"a\":\n1}").recording.lines, Lines{"1: a=1"});
    const Lines lines{"1: a=1", "2! malformed_json"};
    EXPECT_EQ(read_content("{\"a\":1}\n{\"a\"}\n").recording.lines, lines);
    EXPECT_EQ(read_content("{\"a\":1} \r\n{\"a\"}\n").recording.lines, lines);
    EXPECT_NE(read_content("{\"a\":1} x\n{\"a\":2}\n").error, "");
    EXPECT_NE(read_content("   \n").error, "");
}

TEST(PackedBody, IsUnpackedOnce) {
    for (const Coding coding : {Coding::gzip, Coding::zstd}) {
        const std::string packed = encode(coding, table);
        const auto read = read_content(packed);
        EXPECT_EQ(read.recording.lines, Lines{"2: date='2024-01-01' clicks='1'"}) << read.error;
        EXPECT_EQ(read.recording.progresses.back(), packed.size());
        const std::string name(name_of(coding));
        EXPECT_EQ(read_content(encode(coding, packed)).error,
                  "the " + name + " holds " + name + " again: a body may be packed once");
        for (std::size_t size = 4; size < packed.size(); ++size)
            EXPECT_TRUE(read_content(packed.substr(0, size)).error.starts_with("the " + name)) << size;
    }
    EXPECT_EQ(read_content(encode(Coding::gzip, table) + encode(Coding::gzip, "2024-01-02,2\n"))
                  .recording.lines.size(),
              2U);
}

TEST(PackedBody, GrowsWithinLimits) {
    const std::string zeros(64 * 1024 * 1024, '\0');
    EXPECT_EQ(
        read_content(encode(Coding::zstd, zeros)).error,
        "the zstd grows too large: A compressed body may grow to 250 times its size; send this one less "
        "compressed.");
}

TEST(PackedBody, AStopEndsTheUnpacking) {
    const test::TemporaryFile file(encode(Coding::gzip, table));
    test::Recording recording;
    std::stop_source stop;
    stop.request_stop();
    const auto read =
        readers::make_reader(BodyFormat::content)->read(file.path(), recording, stop.get_token());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::deadline_exceeded);
}

TEST(PackedBody, LeavesTheReserveFree) {
    const readers::ReaderConfig config{.reserve_bytes = std::uint64_t{1} << 60};
    for (const std::string& bytes : {encode(Coding::gzip, table), std::string("\xFF\xFE"
                                                                              "a\0,\0",
                                                                              6)}) {
        const test::TemporaryFile file(bytes);
        test::Recording recording;
        const auto read = readers::make_reader(BodyFormat::content, config)->read(file.path(), recording, {});
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::storage_full);
    }
}

TEST(PackedBody, AZipThatAnnouncesTooMuchIsRefusedBeforeItIsBelieved) {
    std::string end("PK\x05\x06", 4);
    end += std::string(4, '\0') + "\xFF\x7F\xFF\x7F" + std::string(10, '\0');
    EXPECT_EQ(read_content(end).error, "the zip holds more than 10000 files");
    // The same in the record for many files.
    std::string far = std::string("PK\x06\x06", 4) + std::string(28, '\0') + std::string(8, '\x7F');
    far.resize(56);
    std::string pointer("PK\x06\x07", 4);
    pointer.resize(20);
    pointer[8] = 4;
    std::string near("PK\x05\x06", 4);
    near.resize(22);
    EXPECT_EQ(read_content("PK\x03\x04" + far + pointer + near).error, "the zip holds more than 10000 files");
    EXPECT_TRUE(read_content(near.substr(0, 12)).error.starts_with("the zip is broken or cut short"));
}

TEST(PackedBody, KindsThatAreNotReadAreNamed) {
    EXPECT_TRUE(
        read_content("BZh91AY&SY...").error.starts_with("the file is a bzip2 file, which is not read"));
    EXPECT_TRUE(read_content("PARE1234PARE").error.starts_with("the file is an encrypted Parquet file"));
    EXPECT_EQ(read_content("PARENT,date,clicks\na,2024-01-01,1\n").error, "");
    EXPECT_TRUE(test::read_text(BodyFormat::csv, encode(Coding::gzip, table))
                    .error.ends_with("send it as application/gzip, or as application/octet-stream"));
}

// A conversion that writes what it is told, in place of a process.
readers::ConvertBody writing(const std::function<void(TypedRowWriter&)>& write) {
    return [write](const readers::ConversionJob& job, std::stop_token) -> Result<void> {
        TypedRowWriter rows([&job](std::string_view bytes) {
            EXPECT_EQ(::write(job.to, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
        });
        write(rows);
        rows.finish();
        return {};
    };
}

const std::string parquet("PAR1\x15\x00....PAR1", 14);

void write_row(TypedRowWriter& rows, std::uint64_t line, std::initializer_list<const char*> texts) {
    std::vector<TypedCell> cells;
    std::uint32_t column = 0;
    for (const char* text : texts) {
        if (text != nullptr) cells.push_back({column, CellKind::text, text});
        ++column;
    }
    rows.row(line, cells);
}

TEST(ConvertedBody, ASheetOfKnownHeadingsIsTaken) {
    const auto convert = writing([](TypedRowWriter& rows) {
        rows.begin_sheet({"Empty", false});
        rows.begin_sheet({"Notes", false});
        write_row(rows, 1, {"nothing", "here"});
        rows.begin_sheet({"Data", false});
        write_row(rows, 2, {"Report"});
        write_row(rows, 4, {"date", nullptr, "clicks"});
        write_row(rows, 5, {"2024-01-01", nullptr, "1"});
        write_row(rows, 7, {nullptr, "x", "2", "stray"});
        rows.begin_sheet({"Behind", false});
        write_row(rows, 1, {"date", "clicks"});
    });
    const auto read = read_content(parquet, {.convert = convert});
    EXPECT_EQ(read.error, "");
    EXPECT_EQ(read.recording.preamble, Lines{"Report"});
    const Lines lines{"5: date='2024-01-01' column 2=null clicks='1'", "7! wrong_field_count"};
    EXPECT_EQ(read.recording.lines, lines);
    EXPECT_EQ(read.recording.columns[1], "column 2");
    EXPECT_EQ(read.recording.notes,
              Lines{"the workbook has 3 sheets with rows: 'Data' was read, the others were not"});
    EXPECT_EQ(read.recording.progresses.back(), parquet.size());
}

TEST(ConvertedBody, HeadingsThatAreKnownAreNotLookedFor) {
    const auto convert = writing([](TypedRowWriter& rows) {
        rows.begin_sheet({"", true});
        write_row(rows, 0, {"a", "b"});
        write_row(rows, 1, {"date", "clicks"});
    });
    const auto read = read_content(parquet, {.convert = convert});
    EXPECT_EQ(read.recording.lines, Lines{"1: a='date' b='clicks'"});
}

TEST(ConvertedBody, LimitsAreThoseOfATable) {
    const auto error_of = [](const std::function<void(TypedRowWriter&)>& write) {
        return read_content(parquet, {.convert = writing(write)}).error;
    };
    EXPECT_EQ(error_of([](TypedRowWriter&) {}), "no sheet of the workbook holds rows");
    EXPECT_EQ(error_of([](TypedRowWriter& rows) {
                  rows.begin_sheet({"", true});
                  const std::array cells{TypedCell{1000, CellKind::text, "x"}};
                  rows.row(1, cells);
              }),
              "line 1, column 1001: more than 1000 columns");
    EXPECT_EQ(error_of([](TypedRowWriter& rows) {
                  rows.begin_sheet({"", true});
                  write_row(rows, 0, {"a"});
                  write_row(rows, 3, {std::string((1 << 20) + 1, 'x').c_str()});
              }),
              "line 3: field 1 is longer than 1 MiB");
    EXPECT_EQ(error_of([](TypedRowWriter& rows) {
                  rows.begin_sheet({"", true});
                  write_row(rows, 0, {"a", "a"});
              }),
              "line 0, column 2: the heading 'a' stands in column 1 already");
}

TEST(ConvertedBody, FaultsOfTheConversionAreThoseOfTheReading) {
    const auto failing = [](ErrorCode code) -> readers::ConvertBody {
        return [code](const readers::ConversionJob&, std::stop_token) -> Result<void> {
            return Error{code, "why", {}};
        };
    };
    EXPECT_EQ(read_content(parquet, {.convert = failing(ErrorCode::invalid_argument)}).error, "why");
    EXPECT_TRUE(read_content(parquet, {.convert = failing(ErrorCode::payload_too_large)})
                    .error.starts_with("the rows come to more than"));
}

}  // namespace
}  // namespace insightflow
