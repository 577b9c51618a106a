// The contract of FactStore::undo, run against every adapter.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::IsEmpty;

using UndoContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, UndoContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

TEST_P(UndoContract, UndoneRowsAreNoMoreAndStayInHistory) {
    apply(staged(1, {{.clicks = 3}}));
    const BatchUndo undone = undo_rows(1);
    EXPECT_EQ(undone, (BatchUndo{2, noon, 1, 0, 0, {}}));
    EXPECT_EQ(facts().last_commit_sequence().value(), 2);
    EXPECT_THAT(current(), IsEmpty());
    const auto all = versions();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].sequence_to, 2);
}

TEST_P(UndoContract, AnUndoneBatchIsToldWithItsUndo) {
    AppliedBatch batch = apply(staged(1, {{.clicks = 3}}));
    batch.undo = undo(1);
    const BatchId id = batch.batch_id;
    EXPECT_EQ(facts().applied({1}, {&id, 1}).value(), std::vector{batch});
    EXPECT_EQ(apply(staged(1, {{.clicks = 3}})), batch) << "the same batch again stays undone";
    EXPECT_THAT(current(), IsEmpty());
}

TEST_P(UndoContract, ABatchIsUndoneOnceAndOfItsWorkspaceAlone) {
    apply(staged(1, {{.clicks = 3}}));
    EXPECT_EQ(facts().undo({2}, "BATCH1", at(noon), {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(facts().undo({1}, "BATCH2", at(noon), {}).error().code, ErrorCode::not_found);
    undo(1);
    EXPECT_EQ(facts().undo({1}, "BATCH1", at(noon), {}).error().code, ErrorCode::conflict);
    EXPECT_EQ(facts().last_commit_sequence().value(), 2);
}

TEST_P(UndoContract, AfterAnUndoTheBestOfTheOthersIsShown) {
    apply(staged(1, {{.clicks = 1, .extra = "{\"a\":1}"}}));
    apply(staged(3, {{.clicks = 3}}));
    EXPECT_EQ(apply(staged(2, {{.clicks = 2}})).outcomes.stale, 1);
    EXPECT_EQ(undo_rows(3), (BatchUndo{4, noon, 0, 1, 0, {}}));
    ASSERT_EQ(current().size(), 1U);
    EXPECT_EQ(current()[0].measures[1], 2) << "it lost on arrival, and counts now";
    EXPECT_EQ(current()[0].acceptance, 2);
    EXPECT_EQ(current()[0].sequence_from, 4);
    undo(2);
    EXPECT_EQ(current()[0].measures[1], 1);
    EXPECT_EQ(current()[0].extra, "{\"a\":1}");
    EXPECT_EQ(apply(staged(4, {{.clicks = 1}})).outcomes.unchanged, 1);
}

TEST_P(UndoContract, ABatchThatConfirmedARowHoldsIt) {
    apply(staged(1, {{.clicks = 1}}));
    apply(staged(2, {{.clicks = 1}}));
    EXPECT_EQ(undo_rows(1), (BatchUndo{3, noon, 0, 0, 0, {}}));
    ASSERT_EQ(current().size(), 1U);
    EXPECT_EQ(current()[0].sequence_from, 1) << "nothing changed that is shown";
    EXPECT_EQ(undo_rows(2), (BatchUndo{4, noon, 1, 0, 0, {}}));
}

TEST_P(UndoContract, UndoneConfirmationsLowerThePrecedence) {
    apply(staged(1, {{.clicks = 1}}));
    apply(staged(5, {{.clicks = 1}}));
    undo(5);
    EXPECT_EQ(current()[0].acceptance, 1);
    EXPECT_EQ(apply(staged(3, {{.clicks = 3}})).outcomes.restated, 1);
}

TEST_P(UndoContract, RowsThatABatchDidNotHoldAreNotConfirmed) {
    const auto row = [](const char* campaign, std::int64_t clicks) {
        return FactRow{.line = campaign_line("google_ads", campaign), .clicks = clicks};
    };
    apply(staged(1, {row("a", 1), row("b", 1), row("c", 1), row("d", 1)}));
    apply(staged(2, {row("a", 1), row("c", 1), row("d", 2)}));
    EXPECT_EQ(undo_rows(1), (BatchUndo{3, noon, 1, 0, 0, {}})) << "b alone was its own";
    EXPECT_EQ(current().size(), 3U);
}

TEST_P(UndoContract, WhatWasShownBeforeAnUndoStaysShownAsOfThen) {
    apply(staged(1, {{.clicks = 1}}));
    apply(staged(2, {{.clicks = 2}}));
    undo(2);
    undo(1);
    const auto clicks_as_of = [&](std::int64_t commit) {
        FactsPlan plan = plan_of();
        plan.as_of = commit;
        return totals(plan).parts[1].sum;
    };
    EXPECT_EQ(clicks_as_of(0), std::nullopt);
    EXPECT_EQ(clicks_as_of(1), 1);
    EXPECT_EQ(clicks_as_of(2), 2);
    EXPECT_EQ(clicks_as_of(3), 1);
    EXPECT_EQ(clicks_as_of(4), std::nullopt);
}

TEST_P(UndoContract, CommitsAreFoundByTheirTime) {
    using std::chrono::minutes;
    EXPECT_EQ(facts().commit_at({1}, noon).value(), 0);
    ASSERT_TRUE(facts().apply_one(staged(1, {{.clicks = 1}}), at(noon), {}));
    ASSERT_TRUE(facts().apply_one(staged(2, {{.clicks = 2}}), at(noon + minutes{2}), {}));
    ASSERT_TRUE(facts().undo({1}, "BATCH1", at(noon + minutes{4}), {}));
    ASSERT_TRUE(facts().apply_one(staged(3, {{.clicks = 3}}), at(noon + minutes{4}), {}));
    EXPECT_EQ(facts().commit_at({1}, noon - minutes{1}).value(), 0);
    EXPECT_EQ(facts().commit_at({1}, noon).value(), 1);
    EXPECT_EQ(facts().commit_at({1}, noon + minutes{3}).value(), 2);
    EXPECT_EQ(facts().commit_at({1}, noon + minutes{4}).value(), 4);
    ASSERT_TRUE(facts().undo({1}, "BATCH3", at(noon + minutes{6}), {}));
    EXPECT_EQ(facts().commit_at({1}, noon + minutes{5}).value(), 4);
    EXPECT_EQ(facts().commit_at({1}, noon + minutes{7}).value(), 5);
    EXPECT_EQ(facts().commit_at({2}, noon + minutes{7}).value(), 0) << "of another workspace";
}

TEST_P(UndoContract, AnUndoGivesNamesBack) {
    const auto named = [](const char* name) {
        LineNames names;
        names.campaign = name;
        return FactRow{.clicks = 1, .names = names};
    };
    const auto name = [&] {
        const auto found = groups(plan_of({KeyColumn::campaign_id}, {NameColumn::campaign_name}));
        return found.at(0).key.at(1);
    };
    apply(staged(1, {named("first")}));
    apply(staged(2, {named("second")}));
    apply(staged(3, {named("third")}));
    undo(2);
    EXPECT_EQ(name(), "third");
    undo(3);
    EXPECT_EQ(name(), "first");
    apply(staged(4, {{.clicks = 1}}));
    undo(1);
    EXPECT_EQ(name(), std::nullopt);
}

TEST_P(UndoContract, AfterTheUndoOfAllItsBatchesASourceIsFree) {
    apply(staged(1, {{.clicks = 1}}));
    StagedBatch other = staged(2, {{.clicks = 2}});
    other.shape.level = Level::ad;
    ASSERT_FALSE(facts().apply_one(other, at(noon), {}).has_value());
    undo(1);
    EXPECT_EQ(apply(other).outcomes.added, 1);
}

TEST_P(UndoContract, MeasuresOfAnUndoneBatchAreNotMissed) {
    apply(staged(1, {{.clicks = 1}}));
    apply(staged(2, {{.clicks = 1, .revenue = 1}}));
    undo(2);
    EXPECT_THAT(apply(staged(3, {{.clicks = 2}})).warnings, IsEmpty());
}

TEST_P(UndoContract, AStoppedUndoLeavesNothing) {
    apply(staged(1, {{.clicks = 1}}));
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_EQ(facts().undo({1}, "BATCH1", at(noon), stopped.get_token()).error().code,
              ErrorCode::deadline_exceeded);
    EXPECT_EQ(current().size(), 1U);
    EXPECT_EQ(undo(1).commit_sequence, 2);
}

TEST_P(UndoContract, ABatchWithoutRowsIsUndoneToo) {
    StagedBatch batch = staged(1, {});
    batch.outcomes = {.received = 2, .rejected = 2};
    apply(batch);
    EXPECT_EQ(undo_rows(1), (BatchUndo{2, noon, 0, 0, 0, {}}));
}

}  // namespace
}  // namespace insightflow::testing
