#include "domain/ingestion/column_candidates.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

// "code: choice, choice; " of every question.
std::string asked(const TextChunk& chunk, BatchOptions options = {}, std::vector<std::string> rivals = {}) {
    ColumnSamples samples;
    samples.add(chunk);
    BatchNormaliser normaliser(options, unchanged);
    normaliser.add(chunk);
    BatchReading reading = normaliser.reading();
    reading.profile_rivals = std::move(rivals);
    std::string text;
    for (const Question& question : samples.questions(reading, options.spread)) {
        text += question.code + ":";
        for (const Choice& choice : question.choices) text += " " + choice.option;
        text += "; ";
    }
    return text;
}

std::string asked(const std::string& table, BatchOptions options = {}, std::vector<std::string> rivals = {}) {
    return asked(Table(table).chunk(), std::move(options), std::move(rivals));
}

BatchOptions of_platform() {
    BatchOptions options;
    options.platform = "fb";
    return options;
}

TEST(ColumnCandidates, NothingIsAskedOfAFileThatHasAll) {
    EXPECT_EQ(asked("date|clicks|platform\n2024-01-15|1|fb\n"), "");
}

TEST(ColumnCandidates, ColumnsOfDaysCouldBeTheDate) {
    EXPECT_EQ(asked("Wann|Booked|clicks\n2024-01-15|2024-01-15 13:00:00|1\n15.01.2024||2\n", of_platform()),
              "map: map=Wann=date map=Booked=date; ");
    EXPECT_EQ(asked("Wann|clicks\n2024-01-15|1\nyesterday|2\n", of_platform()), "map:; ");
}

// The second time the columns of a file appear one after another again: those of the first are no more.
TEST(ColumnCandidates, AFileThatIsReadOnceMoreIsLookedAtAnew) {
    const Table wide("Wann|clicks|Note\nyesterday|1|x\n");
    const Table narrow("Wann|clicks\n2024-01-15|1\n");
    ColumnSamples samples;
    samples.add(wide.chunk());
    samples.start_again();
    samples.add(narrow.chunk());
    BatchNormaliser normaliser(of_platform(), unchanged);
    normaliser.add(narrow.chunk());
    const auto asked_for = samples.questions(normaliser.reading(), Spread::none);
    ASSERT_EQ(asked_for.size(), 1U);
    ASSERT_EQ(asked_for.front().choices.size(), 1U);
    EXPECT_EQ(asked_for.front().choices.front().option, "map=Wann=date");
}

TEST(ColumnCandidates, TwoColumnsForOneMeasureAreNoneThatIsMissing) {
    const Table table("date|cost|spend\n2024-01-15|1.5|2\n");
    ColumnSamples samples;
    samples.add(table.chunk());
    BatchNormaliser normaliser(of_platform(), unchanged);
    normaliser.add(table.chunk());
    const auto asked_for = samples.questions(normaliser.reading(), Spread::none);
    ASSERT_EQ(asked_for.size(), 1U);
    EXPECT_EQ(asked_for.front().message, "Several columns mean the same measure, and none of them is taken.");
}

TEST(ColumnCandidates, ColumnsOfNumbersCouldBeMeasures) {
    EXPECT_EQ(asked("date|Invest|Seen|Note|Empty\n2024-01-15|1.234,50|12|x|\n2024-01-16|2|7|y|n/a\n",
                    of_platform()),
              "map: map=Invest=cost map=Seen=impressions map=Seen=clicks; ");
    EXPECT_EQ(asked(json_rows({{{"date", "2024-01-15"}, {"Seen", "7", CellKind::number}}}), of_platform()),
              "map: map=Seen=impressions map=Seen=clicks; ");
}

TEST(ColumnCandidates, ADimensionOfTheSourcesOwnIsNothingElse) {
    BatchOptions options = of_platform();
    options.promotions = {{"Seen", "seen"}, {"Wann", "moment"}};
    EXPECT_EQ(asked("Wann|Seen|Invest\n2024-01-15|12|2\n", options),
              "map:; map: map=Invest=impressions map=Invest=clicks; ");
}

TEST(ColumnCandidates, ThePlatformIsAskedWithColumnsOfWords) {
    EXPECT_EQ(asked("date|clicks|Net|No\n2024-01-15|1|fb|7\n"),
              "platform: platform=google_ads platform=meta_ads platform=tiktok_ads platform=linkedin_ads "
              "map=Net=platform; ");
}

TEST(ColumnCandidates, WeeksAskWhatBecomesOfThem) {
    EXPECT_EQ(asked("week|clicks\n2024-01-15|1\n", of_platform()), "spread: spread=even; ");
    BatchOptions spread = of_platform();
    spread.spread = Spread::even;
    EXPECT_EQ(asked("week|clicks\n2024-01-15|1\n", spread), "");
}

TEST(ColumnCandidates, SeveralProfilesAreAskedFirst) {
    EXPECT_EQ(asked("x\n1\n", {}, {"a", "b"}), "profile: profile=a profile=b; ");
}

TEST(ColumnCandidates, TheFirstRowsAreEnough) {
    std::string table = "Wann|clicks\n";
    for (std::size_t i = 0; i < sampled_rows_max; ++i) table += "2024-01-15|1\n";
    ColumnSamples samples;
    samples.add(Table(table).chunk());
    samples.add(Table("Wann|clicks\nnever|1\n").chunk());
    BatchReading reading;
    reading.platform = "meta_ads";
    reading.columns = {{"Wann"}, {"clicks", ColumnMeaning{Field::clicks}, ColumnOrigin::heading, true}};
    const auto questions = samples.questions(reading, Spread::none);
    ASSERT_EQ(questions.size(), 1U);
    ASSERT_EQ(questions[0].choices.size(), 1U);
    EXPECT_EQ(questions[0].choices[0].reading, "the column holds '2024-01-15' and the like");
}

}  // namespace
}  // namespace insightflow
