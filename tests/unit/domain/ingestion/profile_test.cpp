#include "domain/ingestion/profile.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using namespace test;

ColumnChoice column(std::string_view text) { return *column_choice(text); }

Profile searching() {
    Profile profile;
    profile.name = "search";
    profile.title = "Search ads";
    profile.platform = "google_ads";
    profile.recognised_by = {{{"Impr.", "Network"}, ""}, {{"Impr."}, "search report"}};
    profile.columns = {column("Impr.=impressions"), column("Network=ignore"), column("Sum=cost_micros"),
                       column("Day of it=date")};
    profile.adds_up_over = {"Network"};
    return profile;
}

Profile social() {
    Profile profile;
    profile.name = "social";
    profile.title = "Social ads";
    profile.platform = "meta_ads";
    profile.recognised_by = {{{"Impr.", "Reach"}, ""}};
    profile.columns = {column("Impr.=impressions")};
    return profile;
}

ProfileShelf shelf_of(std::vector<Profile> known) {
    return {nullptr, std::make_shared<const std::vector<Profile>>(std::move(known))};
}

ProfileShelf saying(Profile profile) {
    return {std::make_shared<const Profile>(std::move(profile)), nullptr};
}

std::string found(const ProfileShelf& shelf, const std::vector<std::string>& headings,
                  const std::optional<std::string>& platform = {}, std::string preamble = {}) {
    std::vector<HeadRow> rows;
    if (!preamble.empty()) rows.push_back({1, std::move(preamble), {}});
    const FoundProfile profile = find_profile(shelf, platform, headings, rows);
    std::string text = profile.profile ? profile.profile->name + ": " + profile.why : "";
    for (const std::string& rival : profile.rivals) text += "?" + rival;
    return text;
}

CheckedBatch normalise_by(const ProfileShelf& shelf, const std::string& table, BatchOptions options = {}) {
    BatchNormaliser normaliser(std::move(options), unchanged, {}, {}, shelf);
    normaliser.add(Table(table).chunk());
    return std::move(normaliser).finish();
}

TEST(Profile, IsRecognisedByAllHeadingsOfAMark) {
    const ProfileShelf shelf = shelf_of({searching(), social()});
    EXPECT_EQ(found(shelf, {"day", "IMPR", "network"}), "search: it has the headings Impr., Network");
    EXPECT_EQ(found(shelf, {"day", "Impr.", "reach"}), "social: it has the headings Impr., Reach");
    EXPECT_EQ(found(shelf, {"day", "Impr."}), "");
    EXPECT_EQ(found(shelf, {"Impr."}, {}, "My SEARCH Report"),
              "search: it has the headings Impr., and its first lines say 'search report'");
    EXPECT_EQ(found({}, {"Impr.", "Network"}), "");
}

TEST(Profile, OfTwoThatFitAlikeNoneIsTaken) {
    const ProfileShelf shelf = shelf_of({searching(), social()});
    EXPECT_EQ(found(shelf, {"Impr.", "Network", "Reach"}), "?search?social");
    EXPECT_EQ(found(shelf, {"Impr.", "Network", "Reach"}, "meta_ads"),
              "social: it has the headings Impr., Reach");
    Profile closer = social();
    closer.name = "closer";
    closer.recognised_by.push_back({{"Impr.", "Reach", "Network"}, ""});
    EXPECT_EQ(found(shelf_of({searching(), social(), closer}), {"Impr.", "Network", "Reach"}),
              "closer: it has the headings Impr., Reach, Network");
    const auto batch = normalise_by(shelf, "date|Impr.|Network|Reach|platform\n2024-01-15|1|a|1|fb\n");
    EXPECT_EQ(refusal_of(batch),
              "the file fits several profiles alike: say which with profile=search or profile=social");
}

TEST(Profile, TheOneThatIsSaidCountsWhateverTheFile) {
    EXPECT_EQ(found(saying(searching()), {"x"}), "search: the batch names it");
    Profile generic;
    generic.name = generic_profile;
    EXPECT_EQ(found(saying(generic), {"Impr.", "Network"}), "");
}

// What numbers usually look like counts where the file does not tell.
TEST(Profile, TellsThatAnAmountMayHaveADecimalComma) {
    Profile german = searching();
    german.columns.clear();
    german.decimal = DecimalMark::comma;
    const auto batch = normalise_by(saying(german), "date|platform|cost\n2024-01-15|fb|1.234\n");
    EXPECT_EQ(faults_of(batch), "cost:undecided");
}

TEST(Profile, OfABrokenFirstLineTheLabelsOfTotalsAreNotForgotten) {
    Profile listed = searching();
    listed.row_limits = {3};
    BatchNormaliser normaliser({}, unchanged, {}, {}, saying(listed));
    normaliser.begin_table({});
    normaliser.add_broken({2, "wrong_field_count", "the row has 1 fields", "Total"});
    normaliser.add_broken({3, "wrong_field_count", "the row has 1 fields", "x"});
    const Table rows("date|platform|clicks\n2024-01-15|fb|1\n2024-01-16|fb|1\n");
    normaliser.add(rows.chunk());
    const auto batch = std::move(normaliser).finish();
    EXPECT_NE(warnings_of(batch).find("total_row x1"), std::string::npos) << warnings_of(batch);
    EXPECT_NE(warnings_of(batch).find("looks_truncated"), std::string::npos) << warnings_of(batch);
}

TEST(Profile, GivesMeaningUnitAndPlatform) {
    const auto batch =
        normalise_by(saying(searching()), "Day of it|Impr.|Sum|Network\n2024-01-15|7|1500000|a\n");
    ASSERT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.facts.lines.at(0).platform, "google_ads");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, std::vector<std::int64_t>{1'500'000});
    EXPECT_EQ(warnings_of(batch), ":profile x0");
    EXPECT_EQ(batch.warnings[0].message, "read by the profile search (Search ads): the batch names it");
}

TEST(Profile, OptionsCountMore) {
    BatchOptions options;
    options.platform = "bing";
    options.columns = {column("Sum=cost")};
    const auto batch = normalise_by(saying(searching()), "Day of it|Impr.|Sum\n2024-01-15|7|1.5\n", options);
    ASSERT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.facts.lines.at(0).platform, "microsoft_ads");
    EXPECT_EQ(batch.facts.of(Measure::cost).value, std::vector<std::int64_t>{1'500'000});
}

// What facts do not have splits rows of one key: they are added, and what is there twice is still found.
TEST(Profile, AddsUpOverItsBreakdowns) {
    const std::string head = "Day of it|Impr.|Network\n";
    const auto batch = normalise_by(
        saying(searching()), head + "2024-01-15|1|a\n2024-01-15|2|b\n2024-01-15|2|b\n2024-01-16|5|a\n");
    EXPECT_EQ(batch.outcomes.accepted, 4);
    EXPECT_EQ(batch.outcomes.folded, 2);
    EXPECT_EQ(batch.facts.of(Measure::impressions).value, (std::vector<std::int64_t>{3, 5}));
    const auto collides = normalise_by(saying(searching()),
                                       head +
                                           "2024-01-15|1|a\n2024-01-15|2|b\n2024-01-15|2|b\n2024-01-15|3|b\n"
                                           "2024-01-15|4|c\n2024-01-15|4|c\n2024-01-16|5|a\n");
    EXPECT_EQ(collides.outcomes.accepted, 1);
    EXPECT_EQ(collides.outcomes.folded, 0);
    EXPECT_EQ(faults_of(collides),
              ":collision_in_part; :collision; :collision; :collision; "
              ":collision_in_part; :collision_in_part");
    EXPECT_EQ(collides.rejects[1].faults[0].message,
              "other rows of this batch have the same key and other values (lines 4, 5)");
    EXPECT_EQ(
        collides.rejects[0].faults[0].message,
        "other rows of this key collide, and the sum of the rest would not be the whole (lines 3, 4, 5, "
        "6, 7)");
    const auto last =
        normalise_by(saying(searching()), head + "2024-01-15|1|a\n2024-01-15|2|b\n2024-01-15|3|b\n",
                     {.collisions = CollisionPolicy::last});
    EXPECT_EQ(last.facts.of(Measure::impressions).value, std::vector<std::int64_t>{4});
}

TEST(Profile, PartsInDifferentCurrenciesAreRejected) {
    const auto batch = normalise_by(saying(searching()),
                                    "Day of it|Impr.|Sum|Network|currency\n"
                                    "2024-01-15|1|1|a|EUR\n2024-01-15|1|1|b|USD\n");
    EXPECT_EQ(faults_of(batch), ":collision_currencies; :collision_currencies");
}

// A column that only some rows have, as in JSON, splits those.
TEST(Profile, BreakdownsMayComeLate) {
    BatchNormaliser normaliser({}, unchanged, {}, {}, saying(searching()));
    TextChunk chunk = json_rows({{{"Day of it", "2024-01-15"}, {"Impr.", "1", CellKind::number}}});
    normaliser.add(chunk);
    normaliser.add(
        json_rows({{{"Day of it", "2024-01-15"}, {"Impr.", "2", CellKind::number}, {"Network", "a"}}}));
    const auto batch = std::move(normaliser).finish();
    EXPECT_EQ(batch.facts.of(Measure::impressions).value, std::vector<std::int64_t>{3});
}

TEST(Profile, ItsPolicyOfCollisionsCountsWhereNoneIsSaid) {
    Profile profile = social();
    profile.collisions = CollisionPolicy::last;
    const std::string table = "date|Impr.|Reach\n2024-01-15|1|1\n2024-01-15|2|1\n";
    EXPECT_EQ(normalise_by(saying(profile), table).outcomes.rejected, 0);
    EXPECT_EQ(normalise_by(saying(profile), table, {.collisions = CollisionPolicy::reject}).outcomes.rejected,
              2);
}

TEST(Profile, KnowsItsWordsForNothingAndForTotals) {
    Profile profile = social();
    profile.empty = {" (Not Set) "};
    profile.totals = {"All of it"};
    BatchNormaliser normaliser({}, unchanged, {}, {}, saying(profile));
    normaliser.begin_table({});
    normaliser.add(
        Table("date|Impr.|clicks|campaign\n2024-01-15|3|(not set)|(NOT SET)\n|3|5|all of it: 1\n").chunk());
    const auto batch = std::move(normaliser).finish();
    EXPECT_EQ(batch.outcomes.received, 1);
    EXPECT_EQ(batch.facts.of(Measure::clicks).present, std::vector<std::uint8_t>{0});
    EXPECT_EQ(batch.facts.lines.at(0).campaign_id, std::nullopt);
    EXPECT_EQ(warnings_of(batch), ":profile x0; :total_row x1; clicks:total_differs x1");
}

TEST(Profile, RefusesFilesOfAnotherGrainOrLevel) {
    Profile profile = social();
    profile.level = Level::campaign;
    const std::string table = "date|Impr.|ad_id\n2024-01-15|1|1\n";
    EXPECT_EQ(refusal_of(normalise_by(saying(profile), table)),
              "the profile social is for day rows at campaign level, and the file has day rows at ad level");
    profile.level = Level::ad;
    EXPECT_EQ(refusal_of(normalise_by(saying(profile), table)), "");
    profile.grain = Grain::hour;
    EXPECT_EQ(refusal_of(normalise_by(saying(profile), table)),
              "the profile social is for hour rows at ad level, and the file has day rows at ad level");
}

TEST(Profile, TellsHowABatchIsRead) {
    BatchNormaliser normaliser({}, unchanged, {}, {}, saying(searching()));
    normaliser.add(Table("Day of it|Impr.|Impressions|Network|odd\n2024-01-15|1|2|a|b\n").chunk());
    const BatchReading reading = normaliser.reading();
    EXPECT_EQ(reading.profile, "search");
    EXPECT_EQ(reading.profile_why, "the batch names it");
    EXPECT_EQ(reading.platform, "google_ads");
    std::string text;
    for (const ColumnReading& column : reading.columns)
        text += column.heading + " " + std::to_string(static_cast<int>(column.origin)) +
                (column.is_used ? " used; " : "; ");
    EXPECT_EQ(text, "Day of it 2 used; Impr. 2 used; Impressions 3; Network 2; odd 0; ");
}

}  // namespace
}  // namespace insightflow
