#include "domain/ingestion/promotions.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using test::faults_of;
using test::json_rows;
using test::normalise;
using test::refusal_of;
using test::warnings_of;

using Attributes = std::vector<Attribute>;

BatchOptions promoting(std::vector<Promotion> promotions) {
    BatchOptions options;
    options.platform = "fb";
    options.promotions = std::move(promotions);
    return options;
}

TEST(Promotions, NamesAreWordsThatNoneOfOursAre) {
    for (const char* name : {"age", "a", "age_group_2", "landing_page"}) EXPECT_TRUE(is_promoted_name(name));
    EXPECT_TRUE(is_promoted_name(std::string(promoted_name_bytes_max, 'x')));
    EXPECT_FALSE(is_promoted_name(std::string(promoted_name_bytes_max + 1, 'x')));
    for (const char* name : {"", "Age", "2age", "_age", "age group", "\u00E4ge", "cost", "roas", "campaign",
                             "date", "campaign_id", "hour"})
        EXPECT_FALSE(is_promoted_name(name)) << name;
}

TEST(Promotions, EveryFaultIsToldWithItsPlace) {
    EXPECT_TRUE(
        ::insightflow::faults_of(std::vector<Promotion>{{"Age", "age"}, {"Gender", "gender"}}).empty());
    const std::vector<Promotion> wrong{
        {"Age", "age"}, {" AGE ", "age"}, {"", "x"}, {"Cost type", "cost"}, {"Ok", "ok"}};
    const auto faults = ::insightflow::faults_of(wrong);
    ASSERT_EQ(faults.size(), 5U);
    EXPECT_EQ(faults[0], (PromotionFault{1, false, "names the column ' AGE ' again"}));
    EXPECT_EQ(faults[1], (PromotionFault{1, true, "gives the name age again"}));
    EXPECT_EQ(faults[2], (PromotionFault{2, false, "must be the heading of a column, such as Age"}));
    EXPECT_EQ(faults[3].place, 3U);
    EXPECT_TRUE(faults[3].of_name);
    EXPECT_EQ(faults[4].detail, "is one too many: a source may have 4 dimensions of its own");
    EXPECT_FALSE(::insightflow::faults_of(std::vector<Promotion>{{"two\nlines", "age"}}).empty());
    EXPECT_EQ(faults[1].place_in_it(), "name");
    EXPECT_EQ(faults[0].place_in_it(), "column");
}

std::vector<Promotion> some(std::size_t count, PromotedAs as) {
    std::vector<Promotion> promotions;
    for (std::size_t i = 0; i < count; ++i)
        promotions.push_back({"Column " + std::to_string(i), "name_" + std::to_string(i), as});
    return promotions;
}

TEST(Promotions, DimensionsAndMeasuresHaveALimitEach) {
    EXPECT_TRUE(::insightflow::faults_of(some(own_measures_max, PromotedAs::amount)).empty());
    EXPECT_EQ(::insightflow::faults_of(some(own_measures_max + 2, PromotedAs::measure)),
              (std::vector<PromotionFault>{
                  {own_measures_max, false, "is one too many: a source may have 8 measures of its own"}}));
    const auto both = some(dimensions_of_a_source_max + 1, PromotedAs::dimension);
    EXPECT_EQ(::insightflow::faults_of(both).front().place, dimensions_of_a_source_max);
}

TEST(Promotions, TheFirstListCountsMore) {
    const std::vector<Promotion> profile{{"AGE", "years"}, {"Sex", "gender"}, {"Place", "place"}};
    EXPECT_EQ(merged({{"age", "age"}, {"Gender", "gender"}}, profile),
              (std::vector<Promotion>{{"age", "age"}, {"Gender", "gender"}, {"Place", "place"}}));
}

TEST(Promotions, AreWrittenAsTextsAndReadBack) {
    EXPECT_EQ(promotion_of(" a=b = age ", PromotedAs::dimension), (Promotion{"a=b", "age"}));
    EXPECT_EQ(promotion_of("Views=views", PromotedAs::measure),
              (Promotion{"Views", "views", PromotedAs::measure}));
    EXPECT_FALSE(promotion_of("age", PromotedAs::dimension));
    EXPECT_EQ(text_of(Promotion{"a=b", "age"}), "a=b=age");
    const std::vector<Promotion> promotions{{"Age of user", "age"},
                                            {"Gender", "gender"},
                                            {"Video views", "views", PromotedAs::measure},
                                            {"Refunds", "refunds", PromotedAs::amount}};
    EXPECT_EQ(lines_of(promotions),
              "dimension age Age of user\ndimension gender Gender\nmeasure views Video views\n"
              "amount refunds Refunds");
    EXPECT_EQ(promotions_in(lines_of(promotions)), promotions);
    EXPECT_EQ(promotions_in(""), std::vector<Promotion>{});
    for (const char* text : {"age Age", "dimension age", "dimension age ", "dimension  Age", "x", "measure"})
        EXPECT_FALSE(promotions_in(text)) << text;
}

TEST(Promotions, RowsThatDifferInADimensionAloneAreTwoFacts) {
    const auto batch = normalise(
        "date|AGE GROUP|clicks|note\n"
        "2024-01-15|25-34|1|x\n"
        "2024-01-15| 35-44 |2|y\n"
        "2024-01-15||4|z\n"
        "2024-01-15|--|4|z\n",
        promoting({{"Age-Group", "age"}}));
    ASSERT_EQ(batch.facts.rows(), 3U) << refusal_of(batch) << faults_of(batch);
    EXPECT_EQ(batch.facts.lines[0].attributes, (Attributes{{"age", "25-34"}}));
    EXPECT_EQ(batch.facts.lines[1].attributes, (Attributes{{"age", "35-44"}}));
    EXPECT_EQ(batch.facts.lines[2].attributes, Attributes{});
    EXPECT_EQ(batch.outcomes.folded, 1);
    EXPECT_EQ(batch.shape.dimensions, "age");
    EXPECT_EQ(batch.unknown_columns, std::vector<std::string>{"note"});
    EXPECT_EQ(batch.facts.extras[1], R"({"note":"x"})");
    EXPECT_EQ(warnings_of(batch), "AGE GROUP:promoted x0");
}

TEST(Promotions, WhatTheyPromoteNeedNotBeThereAndCollisionsAreOfTheWholeKey) {
    const auto options = promoting({{"Gender", "gender"}, {"Age", "age"}, {"Place", "place"}});
    const auto batch = normalise(
        "date|gender|age|clicks\n"
        "2024-01-15|f|1|1\n"
        "2024-01-15|1|f|2\n"
        "2024-01-15|f|1|3\n",
        options);
    EXPECT_EQ(batch.shape.dimensions, "age,gender");
    EXPECT_EQ(batch.outcomes.rejected, 2);
    ASSERT_EQ(batch.facts.rows(), 1U);
    EXPECT_EQ(batch.facts.lines[0].attributes, (Attributes{{"age", "f"}, {"gender", "1"}}));
}

TEST(Promotions, OfAJsonRowItsOwnKeysTellTheShape) {
    const auto batch =
        normalise(json_rows({{{"date", "2024-01-15"}, {"clicks", "1"}, {"age", "a"}},
                             {{"date", "2024-01-15"}, {"clicks", "1"}, {"age", "a"}, {"zone", "z"}}}),
                  promoting({{"age", "age"}, {"zone", "zone"}}));
    EXPECT_EQ(refusal_of(batch),
              "the batch mixes rows of different shapes: row 1 (line 1) begins day rows at account level, by "
              "age, row 2 (line 2) has day rows at account level, by age and zone");
}

TEST(Promotions, CountMoreThanWhatAHeadingMeansAndLessThanTheOptionMap) {
    BatchOptions options = promoting({{"Device", "screen"}, {"Objective", "objective"}});
    options.columns = {*column_choice("Objective=ignore")};
    const auto batch = normalise(
        "date|Device|Objective|clicks\n"
        "2024-01-15|TV|Leads|1\n",
        options);
    ASSERT_EQ(batch.facts.rows(), 1U) << refusal_of(batch);
    EXPECT_EQ(batch.facts.lines[0].device, std::nullopt);
    EXPECT_EQ(batch.facts.lines[0].attributes, (Attributes{{"screen", "TV"}}));
    EXPECT_FALSE(batch.shape.by_device);
}

TEST(Promotions, TwoColumnsAreNotOneDimension) {
    const auto options = promoting({{"age", "age"}});
    EXPECT_EQ(refusal_of(normalise("date|Age|AGE|clicks\n2024-01-15|1|2|3\n", options)),
              "the columns 'Age' and 'AGE' are both the dimension age: leave one of them out");
}

TEST(Promotions, AValueIsATextOfLimitedLength) {
    const auto options = promoting({{"age", "age"}});
    const std::string longest(attribute_bytes_max, 'x');
    EXPECT_EQ(normalise("date|age|clicks\n2024-01-15|" + longest + "|3\n", options).outcomes.accepted, 1);
    const auto longer = normalise("date|age|clicks\n2024-01-15|" + longest + "x|3\n", options);
    ASSERT_EQ(longer.rejects.size(), 1U);
    EXPECT_EQ(longer.rejects[0].faults[0].field, "age");
    EXPECT_EQ(longer.rejects[0].faults[0].code, "too_long");
}

TEST(Promotions, AProfileMayCarryThem) {
    auto profile = std::make_shared<Profile>();
    profile->name = "mine";
    profile->promotions = {{"Age", "years"}, {"Zone", "zone"}};
    profile->empty = {"unknown"};
    BatchNormaliser normaliser(promoting({{"Age", "age"}}), test::unchanged, {}, {}, {profile, nullptr});
    const TextChunk chunk =
        json_rows({{{"date", "2024-01-15"}, {"clicks", "1"}, {"age", "Unknown"}, {"zone", "n"}}});
    normaliser.add(chunk);
    const BatchReading reading = normaliser.reading();
    EXPECT_EQ(reading.columns[2].promoted, "age");
    EXPECT_EQ(reading.columns[2].promoted_as, PromotedAs::dimension);
    EXPECT_EQ(reading.columns[2].origin, ColumnOrigin::promotion);
    EXPECT_TRUE(reading.columns[2].is_used);
    const auto batch = std::move(normaliser).finish();
    EXPECT_EQ(batch.shape.dimensions, "age,zone");
    EXPECT_EQ(batch.facts.lines[0].attributes, (Attributes{{"zone", "n"}}));
}

BatchOptions measuring(std::vector<Promotion> more = {}) {
    BatchOptions options = promoting(std::move(more));
    options.promotions.push_back({"Video views", "views", PromotedAs::measure});
    options.promotions.push_back({"Refunds", "refunds", PromotedAs::amount});
    return options;
}

TEST(Promotions, AMeasureIsADecimalOfAnySign) {
    const auto batch = normalise(
        "date|campaign_id|VIDEO VIEWS|refunds|clicks\n"
        "2024-01-15|a|12|-3.5|1\n"
        "2024-01-15|b||0.0000005|1\n"
        "2024-01-15|c|many|1|1\n"
        "2024-01-15|d|--||1\n",
        measuring());
    ASSERT_EQ(batch.facts.rows(), 3U) << refusal_of(batch);
    ASSERT_EQ(batch.facts.own_measures.size(), 2U);
    const auto& [refunds, refunded] = batch.facts.own_measures[0];
    EXPECT_EQ(refunds, (NamedMeasure{"refunds", true}));
    EXPECT_EQ(refunded.value, (std::vector<std::int64_t>{-3'500'000, 0, 0}));
    EXPECT_EQ(refunded.present, (std::vector<std::uint8_t>{1, 1, 0}));
    const auto& [views, counts] = batch.facts.own_measures[1];
    EXPECT_EQ(views, (NamedMeasure{"views", false}));
    EXPECT_EQ(counts.value[0], 12'000'000);
    EXPECT_EQ(counts.present, (std::vector<std::uint8_t>{1, 0, 0}));
    EXPECT_EQ(faults_of(batch), "VIDEO VIEWS:not_a_number");
    EXPECT_EQ(warnings_of(batch), "refunds:rounded x1; VIDEO VIEWS:promoted x0; refunds:promoted x0");
    EXPECT_TRUE(batch.unknown_columns.empty());
}

TEST(Promotions, AFileMayHaveNoOtherMeasure) {
    const auto batch = normalise("date|views|Refunds\n2024-01-15|x|3\n", measuring());
    EXPECT_EQ(batch.outcomes.accepted, 1) << refusal_of(batch);
    ASSERT_EQ(batch.facts.own_measures.size(), 1U) << "what no row carries is not there";
    EXPECT_EQ(batch.facts.own_measures[0].measure.name, "refunds");
    EXPECT_EQ(warnings_of(batch), "Refunds:promoted x0");
}

TEST(Promotions, MeasuresOfOneKeyCollideAndAreAddedUp) {
    const std::string rows =
        "date|video views|clicks\n"
        "2024-01-15|1|1\n"
        "2024-01-15|2.5|1\n"
        "2024-01-15||1\n";
    EXPECT_EQ(normalise(rows, measuring()).outcomes.rejected, 3);
    BatchOptions options = measuring();
    options.collisions = CollisionPolicy::sum;
    const auto batch = normalise(rows, options);
    ASSERT_EQ(batch.facts.rows(), 1U);
    EXPECT_EQ(batch.facts.own_measures[0].column.value[0], 3'500'000);
    EXPECT_EQ(batch.facts.own_measures[0].column.present[0], 1);
    EXPECT_EQ(faults_of(normalise("date|video views|clicks\n"
                                  "2024-01-15|999999999999|1\n2024-01-15|999999999999|1\n",
                                  options)),
              ":collision_out_of_range; :collision_out_of_range");
}

TEST(Promotions, MeasuresAreReadAsTheFileWritesNumbers) {
    BatchOptions options = measuring();
    options.conventions.decimal_mark = DecimalMark::comma;
    const auto batch = normalise("date|Refunds|clicks\n2024-01-15|1.234,5|1\n", options);
    ASSERT_EQ(batch.facts.rows(), 1U) << faults_of(batch);
    EXPECT_EQ(batch.facts.own_measures[0].column.value[0], 1'234'500'000);
}

TEST(Promotions, AColumnIsOneOfTheTwo) {
    EXPECT_EQ(refusal_of(normalise("date|Refunds|REFUNDS|clicks\n2024-01-15|1|2|3\n", measuring())),
              "the columns 'Refunds' and 'REFUNDS' are both the amount refunds: leave one of them out");
}

TEST(Promotions, TheSourceAndAProfileTogetherKeepTheLimit) {
    auto profile = std::make_shared<Profile>();
    profile->name = "mine";
    profile->promotions = some(own_measures_max, PromotedAs::measure);
    BatchNormaliser normaliser(measuring(), test::unchanged, {}, {}, {profile, nullptr});
    normaliser.add(json_rows({{{"date", "2024-01-15"}, {"clicks", "1"}}}));
    EXPECT_EQ(refusal_of(std::move(normaliser).finish()),
              "the settings of the source and the profile mine together promote a column that is one too "
              "many: a source may have 8 measures of its own");
}

TEST(Promotions, AShapeNamesThemAfterOurs) {
    Shape shape;
    shape.dimensions = "age";
    EXPECT_EQ(shape_text(shape), "day rows at account level, by age");
    shape.by_country = true;
    EXPECT_EQ(shape_text(shape), "day rows at account level, by country and age");
    shape.by_device = true;
    shape.dimensions = "age,gender";
    EXPECT_EQ(shape_text(shape), "day rows at account level, by country, device, age and gender");
}

}  // namespace
}  // namespace insightflow
