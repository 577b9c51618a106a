// Measures of a source's own, in every adapter of FactStore.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using OwnMeasuresContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, OwnMeasuresContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

using Own = std::map<std::string, std::int64_t>;

StagedBatch with(std::int64_t acceptance, const Own& own, std::string source = "default") {
    return staged(acceptance, {{.clicks = 1, .own = own}}, std::move(source));
}

std::vector<std::string> codes_of(const AppliedBatch& batch) {
    std::vector<std::string> codes;
    for (const Warning& warning : batch.warnings) codes.push_back(warning.code + ":" + warning.field);
    return codes;
}

TEST_P(OwnMeasuresContract, AreRestatedAsOthersAre) {
    apply(with(1, {{"views", 10}}));
    EXPECT_EQ(apply(with(2, {{"views", 10}})).outcomes.unchanged, 1);
    EXPECT_EQ(apply(with(3, {{"views", 11}})).outcomes.restated, 1);
    EXPECT_EQ(apply(with(4, {{"refunds", -5}, {"views", 11}})).outcomes.restated, 1);
    EXPECT_EQ(apply(with(5, {{"refunds", -5}, {"views", 11}})).outcomes.unchanged, 1);
    EXPECT_EQ(current().front().own_measures, (Own{{"refunds", -5}, {"views", 11}}));
    EXPECT_EQ(versions().size(), 3U);
    EXPECT_EQ(facts().own_measures_of({1}, "default").value(),
              (std::vector<NamedMeasure>{{"views", false}, {"refunds", false}}));
    EXPECT_THAT(facts().own_measures_of({1}, "other").value(), IsEmpty());
    EXPECT_THAT(facts().own_measures_of({2}, "default").value(), IsEmpty());
}

TEST_P(OwnMeasuresContract, ABatchWithoutOneTakesItAwayAndWarns) {
    apply(with(1, {{"refunds", 1}, {"views", 10}}));
    const AppliedBatch second = apply(with(2, {{"views", 10}}));
    EXPECT_EQ(second.outcomes.restated, 1);
    EXPECT_THAT(codes_of(second), ElementsAre("missing_measure:refunds"));
    EXPECT_EQ(current().front().own_measures, (Own{{"views", 10}}));
    const AppliedBatch third = apply(with(3, {}));
    EXPECT_THAT(codes_of(third), ElementsAre("missing_measure:refunds", "missing_measure:views"));
    EXPECT_THAT(current().front().own_measures, IsEmpty());
}

TEST_P(OwnMeasuresContract, AnUndoShowsWhatTheOthersSay) {
    apply(with(1, {{"views", 10}}));
    apply(with(2, {{"refunds", 7}, {"views", 10}}));
    EXPECT_EQ(undo(2).restored, 1);
    EXPECT_EQ(current().front().own_measures, (Own{{"views", 10}}));
    EXPECT_THAT(codes_of(apply(with(3, {{"views", 12}}))), IsEmpty()) << "refunds was taken back";
    apply(with(4, {{"views", 12}}));
    EXPECT_EQ(undo(3).restored, 0) << "another one says the same";
}

TEST_P(OwnMeasuresContract, ALateBatchIsKeptToBeShownAfterAnUndo) {
    apply(with(2, {{"views", 20}}));
    EXPECT_EQ(apply(with(1, {{"refunds", 3}, {"views", 10}})).outcomes.stale, 1);
    undo(2);
    EXPECT_EQ(current().front().own_measures, (Own{{"refunds", 3}, {"views", 10}}));
}

TEST_P(OwnMeasuresContract, OfBatchesThatShareATransactionEachIsSettledInTurn) {
    apply(with(1, {{"views", 10}}));
    const StagedBatch same = with(2, {{"views", 10}});
    const StagedBatch more = with(3, {{"refunds", 1}, {"views", 10}});
    const StagedBatch again = with(4, {{"refunds", 1}, {"views", 10}});
    const StagedBatch less = with(5, {{"refunds", 1}});
    const StagedBatch other = with(6, {{"leads", 1}}, "other");
    const StagedBatch* const group[]{&same, &more, &again, &less, &other};
    const auto applied = facts().apply(group, at(noon), {});
    ASSERT_TRUE(applied);
    EXPECT_EQ((*applied)[0].outcomes.unchanged, 1);
    EXPECT_EQ((*applied)[1].outcomes.restated, 1);
    EXPECT_EQ((*applied)[2].outcomes.unchanged, 1);
    EXPECT_EQ((*applied)[3].outcomes.restated, 1);
    EXPECT_THAT(codes_of((*applied)[3]), ElementsAre("missing_measure:views"));
    EXPECT_EQ((*applied)[4].outcomes.added, 1);
    EXPECT_EQ(versions().size(), 4U);
    EXPECT_EQ(facts().own_measures_of({1}, "other").value(), (std::vector<NamedMeasure>{{"leads", false}}));
}

TEST_P(OwnMeasuresContract, ASlotIsGivenForGood) {
    for (std::int64_t i = 1; i <= static_cast<std::int64_t>(own_measures_max); ++i)
        apply(with(i, {{"m" + std::to_string(i), i}}));
    const auto refused = facts().apply_one(with(9, {{"m9", 9}}), at(noon), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unprocessable);
    EXPECT_THAT(refused.error().message, HasSubstr("no room for the measure m9"));
    EXPECT_THAT(refused.error().message, HasSubstr("(m1, m2, m3, m4, m5, m6, m7, m8)"));
    for (std::int64_t i = 1; i <= static_cast<std::int64_t>(own_measures_max); ++i) undo(i);
    EXPECT_FALSE(facts().apply_one(with(9, {{"m9", 9}}), at(noon), {})) << "history has rows of them";
    apply(with(10, {{"m3", 30}}));
    EXPECT_EQ(current().front().own_measures, (Own{{"m3", 30}}));
}

TEST_P(OwnMeasuresContract, ANameStaysAnAmountOrNone) {
    apply(with(1, {{"refunds", 1}}));
    StagedBatch amount = with(2, {{"refunds", 1}});
    amount.facts.own_measures[0].measure.is_amount = true;
    const auto refused = facts().apply_one(amount, at(noon), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unprocessable);
    EXPECT_THAT(
        refused.error().message,
        HasSubstr("holds refunds as a measure that is no amount, and this batch has it as an amount"));
    amount.source = "other";
    EXPECT_TRUE(facts().apply_one(amount, at(noon), {})) << "another source may mean another thing by it";
    EXPECT_TRUE(facts().own_measures_of({1}, "other").value()[0].is_amount);
}

TEST_P(OwnMeasuresContract, ARehearsalLeavesNoSlot) {
    ASSERT_TRUE(facts().rehearse(with(1, {{"views", 1}}), {}));
    EXPECT_THAT(facts().own_measures_of({1}, "default").value(), IsEmpty());
}

}  // namespace
}  // namespace insightflow::testing
