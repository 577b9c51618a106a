#include "domain/ingestion/truncation_signs.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

// "field x rows @line" of every such sign.
std::string signs_of(const CheckedBatch& batch) {
    std::string text;
    for (const Warning& warning : batch.warnings)
        if (warning.code == "looks_truncated")
            text += warning.field + " x" + std::to_string(warning.rows) + " @" +
                    std::to_string(warning.first_line) + "; ";
    return text;
}

struct Tried {
    std::vector<std::int64_t> row_limits{};
    std::vector<BrokenRow> broken{};  // behind the rows
};

CheckedBatch tried(const TextChunk& chunk, Tried what = {}) {
    Profile profile;
    profile.name = "own";
    profile.platform = "linkedin_ads";
    profile.row_limits = std::move(what.row_limits);
    BatchNormaliser normaliser({}, unchanged, {}, {}, {std::make_shared<const Profile>(profile), nullptr});
    normaliser.begin_table({});
    normaliser.add(chunk);
    for (const BrokenRow& row : what.broken) normaliser.add_broken(row);
    return std::move(normaliser).finish();
}

TEST(TruncationSigns, AFileOfJustSoManyRowsMayBeCut) {
    const Table table("date|campaign|clicks\n2024-01-15|A|1\n2024-01-16|A|2\nTotal||3\n");
    EXPECT_EQ(signs_of(tried(table.chunk(), {{7, 2}, {}})), " x0 @0; ");
    EXPECT_EQ(signs_of(tried(table.chunk(), {{1, 3}, {}})), "");
    // A row that is no good was one of the file all the same.
    EXPECT_EQ(signs_of(tried(table.chunk(), {{3}, {{5, "wrong_field_count", "", ""}}})), " x0 @0; ");
}

TEST(TruncationSigns, TheRestInOneValueIsTold) {
    const CheckedBatch batch = tried(Table("date|campaign|clicks|note\n2024-01-15|(other)|1|x\n"
                                           "2024-01-16|(Other)|2|(other)\n2024-01-17|(others)|3|other\n")
                                         .chunk());
    EXPECT_EQ(signs_of(batch), "campaign x2 @2; note x1 @3; ");
    EXPECT_EQ(batch.outcomes.accepted, 3);
}

TEST(TruncationSigns, ANoteThatThereIsMoreIsNoRow) {
    const CheckedBatch batch =
        tried(Table("date|campaign|clicks\n2024-01-15|A|1\n... and 12 more rows||\n3 more rows|A|\n").chunk(),
              {{}, {{5, "wrong_field_count", "", "+ 1250 more results"}}});
    EXPECT_EQ(signs_of(batch), " x2 @3; ");
    EXPECT_EQ(batch.outcomes.received, 2);
    EXPECT_EQ(faults_of(batch), "date:not_a_date");
}

TEST(TruncationSigns, AFileThatBreaksOffInItsLastLine) {
    const Table table("date|campaign|clicks\n2024-01-15|A|1\n");
    EXPECT_EQ(signs_of(tried(table.chunk(), {{}, {{3, "wrong_field_count", "", "", true}}})), " x1 @3; ");
    EXPECT_EQ(signs_of(tried(table.chunk(), {{}, {{3, "wrong_field_count", "", "", false}}})), "");
}

TEST(TruncationSigns, TheLastRowThatASpreadsheetCanHold) {
    TextChunk chunk = Table("date|campaign|clicks\n2024-01-15|A|1\n2024-01-16|A|1\n").chunk();
    for (const std::uint64_t line : {65'536U, 1'048'576U}) {
        chunk.line.back() = line;
        EXPECT_EQ(signs_of(tried(chunk)), " x0 @" + std::to_string(line) + "; ");
    }
    chunk.line.back() = 65'535;
    EXPECT_EQ(signs_of(tried(chunk)), "");
    chunk.line.back() = 65'536;
    BatchOptions options;
    options.platform = "fb";
    EXPECT_EQ(signs_of(normalise(chunk, options)), "") << "JSON is no table";
}

TEST(TruncationSigns, WordsThatSayThatThereIsMore) {
    for (const char* text : {"... and 1,250 more rows", " 3 more results ", "\u2026 rows omitted",
                             "+17 more records", "12 weitere Zeilen", "1,000 rows not shown"})
        EXPECT_TRUE(says_there_is_more(text)) << text;
    for (const char* text : {"Brand", "Get more results", "100 clicks", "...", ""})
        EXPECT_FALSE(says_there_is_more(text)) << text;
    EXPECT_FALSE(says_there_is_more("12 more rows" + std::string(60, '.'))) << "a text";
}

}  // namespace
}  // namespace insightflow
