// Batches that share a transaction, in every adapter of FactStore.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::IsEmpty;

using GroupsContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, GroupsContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

Result<std::vector<AppliedBatch>> apply_all(FactStore& facts, const std::vector<StagedBatch>& batches) {
    std::vector<const StagedBatch*> group;
    for (const StagedBatch& batch : batches) group.push_back(&batch);
    return facts.apply(group, at(noon), {});
}

TEST_P(GroupsContract, EachHasItsOwnSequenceAndReport) {
    const auto applied =
        apply_all(facts(), {staged(1, {{.clicks = 1}}), staged(2, {{.clicks = 2}}),
                            staged(3, {{.clicks = 2}}), staged(4, {{.clicks = 2}}, "another")});
    ASSERT_TRUE(applied);
    EXPECT_EQ((*applied)[0].outcomes.added, 1);
    EXPECT_EQ((*applied)[1].outcomes.restated, 1);
    EXPECT_EQ((*applied)[2].outcomes.unchanged, 1);
    EXPECT_EQ((*applied)[3].outcomes.added, 1);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ((*applied)[i].commit_sequence, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ((*applied)[i].batch_id, "BATCH" + std::to_string(i + 1));
        EXPECT_EQ((*applied)[i].applied_at, noon);
        EXPECT_TRUE((*applied)[i].outcomes.adds_up());
    }
    const std::vector<BatchId> ids{"BATCH1", "BATCH2", "BATCH3", "BATCH4"};
    EXPECT_EQ(facts().applied({1}, ids).value(), *applied);
    EXPECT_EQ(facts().last_commit_sequence().value(), 4);
}

TEST_P(GroupsContract, WhatWasShownBetweenThemIsInHistory) {
    ASSERT_TRUE(apply_all(
        facts(), {staged(1, {{.clicks = 1}}), staged(2, {{.clicks = 2}}), staged(3, {{.clicks = 3}})}));
    FactsPlan plan = plan_of();
    for (const std::int64_t commit : {1, 2, 3}) {
        plan.as_of = commit;
        EXPECT_EQ(totals(plan).parts[1].sum, commit);
    }
    EXPECT_EQ(versions().size(), 3U);
    const std::vector<BatchId> ids{"BATCH1", "BATCH2", "BATCH3"};
    for (const AppliedBatch& batch : facts().applied({1}, ids).value()) {
        ASSERT_EQ(batch.totals.size(), 1U);
        EXPECT_EQ(batch.totals[0].before.rows, batch.commit_sequence == 1 ? 0 : 1);
        EXPECT_EQ(batch.totals[0].after.sums[1], from_count(batch.commit_sequence));
    }
}

TEST_P(GroupsContract, AnyOfThemCanBeUndone) {
    const auto row = [](const char* campaign, std::int64_t clicks) {
        return FactRow{.line = campaign_line("google_ads", campaign), .clicks = clicks};
    };
    ASSERT_TRUE(apply_all(facts(), {staged(1, {row("a", 1), row("b", 1), row("d", 1)}),
                                    staged(2, {row("a", 1), row("c", 1), row("d", 1)}),
                                    staged(3, {row("a", 3), row("b", 1)})}));
    EXPECT_EQ(undo_rows(1), (BatchUndo{4, noon, 0, 0, 0, {}})) << "all its rows were confirmed or restated";
    EXPECT_EQ(undo_rows(3), (BatchUndo{5, noon, 1, 1, 0, {}}));
    EXPECT_EQ(current().size(), 3U);
}

TEST_P(GroupsContract, AnOlderOneIsStaleThoughItComesLater) {
    const auto applied = apply_all(facts(), {staged(2, {{.clicks = 2}}), staged(1, {{.clicks = 1}})});
    EXPECT_EQ(applied.value()[1].outcomes.stale, 1);
    EXPECT_EQ(current()[0].measures[1], 2);
}

TEST_P(GroupsContract, NamesAreThoseOfTheLatestAccepted) {
    const auto named = [](const char* name) {
        LineNames names;
        names.campaign = name;
        return FactRow{.clicks = 1, .names = names};
    };
    ASSERT_TRUE(apply_all(
        facts(), {staged(1, {named("first")}), staged(3, {named("third")}), staged(2, {named("second")})}));
    const FactsPlan plan = plan_of({KeyColumn::platform, KeyColumn::account_id, KeyColumn::campaign_id},
                                   {NameColumn::campaign_name});
    EXPECT_EQ(groups(plan).at(0).key.back(), "third");
    undo(3);
    EXPECT_EQ(groups(plan).at(0).key.back(), "second");
}

TEST_P(GroupsContract, OneThatIsAppliedAlreadyIsNotAppliedAgain) {
    const AppliedBatch before = apply(staged(1, {{.clicks = 1}}));
    const auto applied = apply_all(facts(), {staged(1, {{.clicks = 1}}), staged(2, {{.clicks = 2}})});
    EXPECT_EQ(applied.value()[0], before);
    EXPECT_EQ(applied.value()[1].commit_sequence, 2);
    EXPECT_EQ(apply_all(facts(), {staged(1, {}), staged(2, {})}).value(), *applied);
}

TEST_P(GroupsContract, OneThatIsRefusedTakesTheOthersWithIt) {
    apply(staged(1, {{.clicks = 1}}));
    StagedBatch other = staged(3, {{.clicks = 3}});
    other.shape.level = Level::ad;
    EXPECT_EQ(apply_all(facts(), {staged(2, {{.clicks = 2}}, "another"), other}).error().code,
              ErrorCode::unprocessable);
    EXPECT_EQ(facts().last_commit_sequence().value(), 1);
    EXPECT_EQ(current().size(), 1U);
}

TEST_P(GroupsContract, BatchesOfSeveralWorkspacesAreApart) {
    ASSERT_TRUE(apply_all(
        facts(), {staged(1, {{.clicks = 1}}, "default", {1}), staged(2, {{.clicks = 2}}, "default", {2})}));
    EXPECT_EQ(current({1}).at(0).measures[1], 1);
    EXPECT_EQ(current({2}).at(0).measures[1], 2);
    const BatchId first = "BATCH1";
    EXPECT_THAT(facts().applied({2}, {&first, 1}).value(), IsEmpty());
}

}  // namespace
}  // namespace insightflow::testing
