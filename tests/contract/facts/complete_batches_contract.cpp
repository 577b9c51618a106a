// Batches that are complete for an account and days, in every adapter of FactStore.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using CompleteBatchesContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, CompleteBatchesContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

FactRow row(const char* account, const char* campaign, int day, std::int64_t clicks) {
    LineKey line = campaign_line("google_ads", campaign);
    if (*account != 0) line.account_id = account;
    return {.line = line, .day = first_of_may + std::chrono::days{day}, .clicks = clicks};
}

// For the first two days of May.
StagedBatch complete(std::int64_t acceptance, std::optional<std::string> account,
                     const std::vector<FactRow>& rows) {
    StagedBatch batch = staged(acceptance, rows);
    batch.complete_for = CompleteFor{std::move(account), first_of_may, first_of_may + std::chrono::days{1}};
    return batch;
}

// "campaign day clicks" of what is shown.
std::vector<std::string> shown(const std::vector<duckdb::RowVersion>& current) {
    std::vector<std::string> texts;
    for (const auto& version : current)
        texts.push_back(version.line.campaign_id.value_or("") + " " +
                        std::to_string((version.day - first_of_may).count()) + " " +
                        std::to_string(version.measures[1].value_or(0)));
    std::ranges::sort(texts);
    return texts;
}

using Shown = std::vector<std::string>;

TEST_P(CompleteBatchesContract, WhatTheBatchDoesNotHoldIsEnded) {
    apply(staged(1, {row("a", "gone", 0, 1), row("a", "kept", 0, 2), row("a", "gone", 1, 3),
                     row("a", "later", 2, 4), row("b", "other", 0, 5), row("", "nameless", 0, 6)}));
    const AppliedBatch applied = apply(complete(2, "a", {row("a", "kept", 0, 2)}));
    EXPECT_EQ(applied.retired, 2);
    EXPECT_EQ(applied.outcomes.unchanged, 1);
    EXPECT_EQ(applied.days, 2) << "of its rows, and of those that it ended";
    ASSERT_EQ(applied.totals.size(), 1U);
    EXPECT_EQ(applied.totals[0].before.sums[1], from_count(17));
    EXPECT_EQ(applied.totals[0].after.sums[1], from_count(13));
    EXPECT_EQ(shown(current()), (Shown{"kept 0 2", "later 2 4", "nameless 0 6", "other 0 5"}));
    EXPECT_EQ(facts().applied({1}, {&applied.batch_id, 1}).value(), std::vector{applied});
}

TEST_P(CompleteBatchesContract, OlderOnesThatShareATransactionAreStaleToo) {
    apply(complete(10, "a", {row("a", "kept", 0, 1)}));
    const StagedBatch older = staged(5, {row("a", "gone", 0, 2), row("a", "later", 2, 3)});
    const StagedBatch younger = staged(11, {row("a", "gone", 0, 4)});
    const StagedBatch oldest = staged(4, {row("a", "gone", 0, 5), row("b", "other", 0, 6)});
    const std::vector<const StagedBatch*> group{&older, &younger, &oldest};
    const auto applied = facts().apply(group, at(noon), {}).value();
    EXPECT_EQ(applied[0].outcomes.stale, 1);
    EXPECT_EQ(applied[1].outcomes.added, 1);
    EXPECT_EQ(applied[2].outcomes.stale, 1);
    EXPECT_EQ(shown(current()), (Shown{"gone 0 4", "kept 0 1", "later 2 3", "other 0 6"}));
    undo(10);
    EXPECT_EQ(shown(current()), (Shown{"gone 0 4", "later 2 3", "other 0 6"}));
    undo(11);
    EXPECT_EQ(shown(current()), (Shown{"gone 0 2", "later 2 3", "other 0 6"}))
        << "the best of the stale ones";
}

TEST_P(CompleteBatchesContract, NoAccountIsAnAccount) {
    apply(staged(1, {row("a", "x", 0, 1), row("", "y", 0, 2), row("", "z", 0, 3)}));
    EXPECT_EQ(apply(complete(2, std::nullopt, {row("", "z", 0, 3)})).retired, 1);
    EXPECT_EQ(shown(current()), (Shown{"x 0 1", "z 0 3"}));
}

TEST_P(CompleteBatchesContract, OtherSourcesAreLeftAlone) {
    apply(staged(1, {row("a", "x", 0, 1)}, "another"));
    EXPECT_EQ(apply(complete(2, "a", {row("a", "y", 0, 2)})).retired, 0);
    EXPECT_EQ(current().size(), 2U);
}

TEST_P(CompleteBatchesContract, ARowOfALaterBatchStays) {
    apply(staged(5, {row("a", "x", 0, 1)}));
    EXPECT_EQ(apply(complete(4, "a", {row("a", "y", 0, 2)})).retired, 0);
    EXPECT_EQ(shown(current()), (Shown{"x 0 1", "y 0 2"}));
}

TEST_P(CompleteBatchesContract, ARowOfAnEarlierBatchThatComesLateIsStale) {
    apply(complete(4, "a", {row("a", "y", 0, 2)}));
    const AppliedBatch late =
        apply(staged(3, {row("a", "x", 0, 1), row("a", "x", 2, 1), row("b", "x", 0, 1)}));
    EXPECT_EQ(late.outcomes.stale, 1);
    EXPECT_EQ(late.outcomes.added, 2);
    EXPECT_EQ(apply(staged(5, {row("a", "x", 0, 9)})).outcomes.added, 1) << "it is there again";
}

TEST_P(CompleteBatchesContract, AnUndoBringsBackWhatWasEnded) {
    apply(staged(1, {row("a", "x", 0, 1), row("a", "y", 0, 2)}));
    apply(complete(4, "a", {row("a", "y", 0, 2)}));
    apply(staged(3, {row("a", "z", 1, 3)}));
    EXPECT_EQ(undo_rows(4), (BatchUndo{4, noon, 0, 2, 0, {}})) << "one that was ended, one that was stale";
    EXPECT_EQ(shown(current()), (Shown{"x 0 1", "y 0 2", "z 1 3"}));
}

TEST_P(CompleteBatchesContract, WhatTwoKnowNotToBeThereStaysAway) {
    apply(staged(1, {row("a", "x", 0, 1), row("a", "y", 0, 2)}));
    apply(complete(2, "a", {row("a", "y", 0, 2)}));
    apply(complete(3, "a", {row("a", "y", 0, 2)}));
    EXPECT_EQ(undo_rows(2), (BatchUndo{4, noon, 0, 0, 0, {}}));
    EXPECT_EQ(undo_rows(3), (BatchUndo{5, noon, 0, 1, 0, {}}));
    EXPECT_EQ(shown(current()), (Shown{"x 0 1", "y 0 2"}));
}

TEST_P(CompleteBatchesContract, AnUndoneRowDoesNotUncoverOneThatWasEnded) {
    apply(staged(1, {row("a", "x", 0, 1), row("a", "y", 0, 2)}));
    apply(complete(2, "a", {row("a", "y", 0, 2)}));
    apply(staged(3, {row("a", "x", 0, 7)}));
    EXPECT_EQ(undo_rows(3), (BatchUndo{4, noon, 1, 0, 0, {}}));
    EXPECT_EQ(shown(current()), (Shown{"y 0 2"}));
}

TEST_P(CompleteBatchesContract, WhatWasShownBeforeItEndedStaysShownAsOfThen) {
    apply(staged(1, {row("a", "x", 0, 1), row("a", "y", 0, 2)}));
    apply(complete(2, "a", {row("a", "y", 0, 2)}));
    FactsPlan plan = plan_of();
    EXPECT_EQ(totals(plan).parts[1].sum, 2);
    plan.as_of = 1;
    EXPECT_EQ(totals(plan).parts[1].sum, 3);
}

}  // namespace
}  // namespace insightflow::testing
