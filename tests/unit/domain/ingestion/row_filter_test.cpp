#include "domain/ingestion/row_filter.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"
#include "domain/ingestion/survey.hpp"

namespace insightflow {
namespace {

using namespace test;

ProfileShelf shelf(std::vector<std::string> values) {
    Profile profile;
    profile.name = "actions";
    profile.platform = "meta_ads";
    profile.columns = {*column_choice("value=revenue")};
    profile.only_rows = RowChoice{"Action Type", std::move(values)};
    return {std::make_shared<const Profile>(profile), nullptr};
}

const std::string table =
    "date|ad_id|action_type|value\n2024-01-15|1|view|9\n2024-01-15|1|Purchase "
    "|5\n2024-01-15|1|web_purchase|4\n";

CheckedBatch read(const std::string& text, const ProfileShelf& by) {
    BatchSurvey survey({}, by);
    survey.begin_table({});
    survey.add(Table(text).chunk());
    std::vector<Question> questions;
    BatchOptions options;
    options.conventions = survey.decide(questions);
    EXPECT_TRUE(questions.empty());
    BatchNormaliser normaliser(options, unchanged, {}, {}, by);
    normaliser.add(Table(text).chunk());
    EXPECT_FALSE(normaliser.undecided());
    return std::move(normaliser).finish();
}

TEST(RowFilter, TheFirstValueThatTheFileHasIsTheOne) {
    const auto batch = read(table, shelf({"omni_purchase", "purchase", "web_purchase"}));
    ASSERT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.outcomes.received, 1);
    EXPECT_EQ(batch.facts.of(Measure::revenue).value, std::vector<std::int64_t>{5'000'000});
    EXPECT_EQ(warnings_of(batch), ":profile x0; action_type:rows_left_out x2");
    EXPECT_EQ(batch.warnings[1].first_line, 2U);
}

TEST(RowFilter, WhichItIsCanOnlyBeToldByTheWholeFile) {
    BatchNormaliser normaliser({}, unchanged, {}, {}, shelf({"a", "b"}));
    normaliser.add(Table(table).chunk());
    EXPECT_TRUE(normaliser.undecided());
}

TEST(RowFilter, OneValueNeedsNoLookingThrough) {
    BatchNormaliser normaliser({}, unchanged, {}, {}, shelf({"view"}));
    normaliser.add(Table(table).chunk());
    EXPECT_FALSE(normaliser.undecided());
    EXPECT_EQ(std::move(normaliser).finish().facts.of(Measure::revenue).value,
              std::vector<std::int64_t>{9'000'000});
}

TEST(RowFilter, WhereNoneIsThereTheFileHoldsNothing) {
    const auto batch = read(table, shelf({"lead", "install"}));
    EXPECT_EQ(
        refusal_of(batch),
        "no row counts: the profile takes those of which action_type is lead or install, and none of the "
        "3 rows has it. Save a profile of your own that names what the file has.");
}

TEST(RowFilter, AFileWithoutTheColumnHasNothingToLeaveOut) {
    const auto batch = read("date|ad_id|value\n2024-01-15|1|9\n", shelf({"a", "b"}));
    EXPECT_EQ(batch.outcomes.accepted, 1);
}

}  // namespace
}  // namespace insightflow
