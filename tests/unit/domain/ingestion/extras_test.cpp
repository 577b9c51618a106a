// The columns of a batch that are none of ours.
#include <gtest/gtest.h>

#include "batch_fixture.hpp"
#include "domain/ingestion/findings.hpp"

namespace insightflow {
namespace {

using test::faults_of;
using test::json_rows;
using test::normalise;
using test::refusal_of;

TEST(Extras, UnknownColumnsAreKept) {
    const auto batch = normalise(
        "date|platform|clicks|Note \"x\"|tag\n"
        "2024-01-15|fb|1||\n"
        "2024-01-16|fb|1|a\\b\x01|t\n"
        "2024-01-17|fb|1||\n");
    EXPECT_EQ(batch.unknown_columns, (std::vector<std::string>{"Note \"x\"", "tag"}));
    EXPECT_EQ(batch.facts.extra, (std::vector<std::uint32_t>{1, 2, 1}));
    EXPECT_EQ(batch.facts.extras, (std::vector<std::string>{"", R"({"Note \"x\"":null,"tag":null})",
                                                            R"({"Note \"x\"":"a\\b\u0001","tag":"t"})"}));
}

TEST(Extras, UnknownJsonKeepsItsTypesAndMayComeLate) {
    const auto batch = normalise(json_rows({
        {{"date", "2024-01-15"}, {"platform", "fb"}, {"clicks", "1", CellKind::number}},
        {{"date", "2024-01-16"},
         {"platform", "fb"},
         {"clicks", "1"},
         {"n", "1e2", CellKind::number},
         {"b", "true", CellKind::boolean},
         {"o", R"({"x":[1]})", CellKind::nested},
         {"z", "", CellKind::null}},
        {{"date", "2024-01-17"}, {"platform", "fb"}, {"clicks", "1"}},
    }));
    EXPECT_EQ(batch.facts.extra, (std::vector<std::uint32_t>{0, 1, 0}));
    EXPECT_EQ(batch.facts.extras.at(1), R"({"n":1e2,"b":true,"o":{"x":[1]},"z":null})");
}

TEST(Extras, TooMuchInUnknownColumnsRejectsTheRow) {
    const auto batch =
        normalise("date|platform|clicks|note\n2024-01-15|fb|1|" + std::string(extras_bytes_max, 'x') + "\n");
    EXPECT_EQ(faults_of(batch), ":extras_too_long");
}

TEST(Extras, TooMuchInUnknownColumnsRefusesTheBatch) {
    const std::string note(50 << 10, 'x');
    const auto batch_of = [&](bool distinct, const BatchLimits& limits) {
        std::string text = "date|platform|clicks|note\n";
        for (int row = 10; row < 32; ++row)
            text += "2024-01-" + std::to_string(row) + "|fb|1|" + note +
                    (distinct ? std::to_string(row) : "") + "\n";
        const test::Table table(text);
        BatchNormaliser normaliser({}, test::unchanged, limits);
        normaliser.add(table.chunk());
        return std::move(normaliser).finish();
    };
    const BatchLimits little{.extras_bytes_max = 1 << 20};
    EXPECT_EQ(batch_of(false, little).facts.rows(), 22U);
    const auto refused = batch_of(true, little);
    EXPECT_EQ(
        refusal_of(refused),
        "the unknown columns of the batch hold more than 1 MiB of different values: leave some out, or send "
        "it in several files");
    EXPECT_EQ(refused.facts.rows(), 0U);
    EXPECT_EQ(refused.outcomes.rejected, 22);
    // One object for all rows is stored with each of them.
    EXPECT_EQ(
        refusal_of(batch_of(false, {.extras_total_max = 1 << 20})),
        "the unknown columns of the batch come to more than 1 MiB: leave some out, or send it in several "
        "files");
}

TEST(Extras, ARowAfterChunksWithOtherColumnsHasItsOwnExtras) {
    BatchNormaliser normaliser({}, test::unchanged);
    TextChunk chunk = json_rows({{{"date", "2024-01-15"}, {"platform", "fb"}, {"clicks", "1"}, {"x", "1"}}});
    normaliser.add(chunk);
    for (auto& cells : chunk.cells) cells.clear();
    chunk.columns.emplace_back("y");
    chunk.cells.push_back({{"2", CellKind::text}});
    for (std::size_t c = 0; c < 3; ++c)
        chunk.cells[c].push_back({c == 0 ? "2024-01-16" : c == 1 ? "fb" : "1", CellKind::text});
    normaliser.add(chunk);
    const auto batch = std::move(normaliser).finish();
    EXPECT_EQ(batch.facts.extras, (std::vector<std::string>{"", R"({"x":"1"})", R"({"y":"2"})"}));
}

}  // namespace
}  // namespace insightflow
