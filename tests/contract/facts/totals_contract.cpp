// The totals that a batch's report tells: its source on the days that it touched, before and after.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using std::chrono::days;
using ::testing::IsEmpty;

using TotalsContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, TotalsContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

constexpr auto of_clicks = static_cast<std::size_t>(Measure::clicks);
constexpr auto of_cost = static_cast<std::size_t>(Measure::cost);
constexpr auto of_revenue = static_cast<std::size_t>(Measure::revenue);

TEST_P(TotalsContract, AFirstBatchMovesFromNothing) {
    const AppliedBatch batch = apply(staged(1, {{.clicks = 3, .cost = 2'500'000}}));
    EXPECT_EQ(batch.days, 1);
    ASSERT_EQ(batch.totals.size(), 1U);
    EXPECT_EQ(batch.totals[0].currency, "USD");
    EXPECT_EQ(batch.totals[0].before, RowSums{});
    EXPECT_EQ(batch.totals[0].after.rows, 1);
    EXPECT_EQ(batch.totals[0].after.sums[of_clicks], from_count(3));
    EXPECT_EQ(batch.totals[0].after.sums[of_cost], from_micros(2'500'000));
    EXPECT_EQ(batch.totals[0].after.sums[of_revenue], std::nullopt) << "null is not 0";
}

TEST_P(TotalsContract, WhatIsRestatedUnchangedAndNewIsTold) {
    const LineKey c2 = campaign_line("google_ads", "c2");
    const LineKey c3 = campaign_line("google_ads", "c3");
    apply(staged(1, {{.clicks = 3}, {.line = c2, .clicks = 10}}));
    const AppliedBatch batch =
        apply(staged(2, {{.clicks = 5}, {.line = c2, .clicks = 10}, {.line = c3, .clicks = 100}}));
    ASSERT_EQ(batch.totals.size(), 1U);
    EXPECT_EQ(batch.totals[0].before.rows, 2);
    EXPECT_EQ(batch.totals[0].before.sums[of_clicks], from_count(13));
    EXPECT_EQ(batch.totals[0].after.rows, 3);
    EXPECT_EQ(batch.totals[0].after.sums[of_clicks], from_count(115));
}

TEST_P(TotalsContract, RowsOfOtherSourcesWorkspacesAndDaysAreNotCounted) {
    apply(staged(1, {{.clicks = 1}}, "other"));
    apply(staged(2, {{.clicks = 2}}, "default", {2}));
    for (int n = 0; n < 5; ++n) apply(staged(3 + n, {{.day = first_of_may + days{n}, .clicks = 10}}));
    const AppliedBatch batch = apply(
        staged(9, {{.day = first_of_may, .clicks = 20}, {.day = first_of_may + days{4}, .clicks = 30}}));
    EXPECT_EQ(batch.days, 2) << "those between are not touched";
    EXPECT_EQ(batch.first_day, first_of_may);
    EXPECT_EQ(batch.totals[0].before.sums[of_clicks], from_count(20));
    EXPECT_EQ(batch.totals[0].after.sums[of_clicks], from_count(50));
}

TEST_P(TotalsContract, AChangeOfCurrencyMovesBoth) {
    apply(staged(1, {{.cost = 1'000'000}}));
    const AppliedBatch batch = apply(staged(2, {{.cost = 3'000'000, .currency = "EUR"}}));
    ASSERT_EQ(batch.totals.size(), 2U);
    EXPECT_EQ(batch.totals[0].currency, "EUR");
    EXPECT_EQ(batch.totals[0].before, RowSums{});
    EXPECT_EQ(batch.totals[0].after.sums[of_cost], from_micros(3'000'000));
    EXPECT_EQ(batch.totals[1].currency, "USD");
    EXPECT_EQ(batch.totals[1].before.sums[of_cost], from_micros(1'000'000));
    EXPECT_EQ(batch.totals[1].after, RowSums{});
}

TEST_P(TotalsContract, AStaleBatchMovesNothing) {
    apply(staged(2, {{.clicks = 3}}));
    const AppliedBatch batch = apply(staged(1, {{.clicks = 7}}));
    EXPECT_EQ(batch.totals[0].before, batch.totals[0].after);
}

TEST_P(TotalsContract, AnUndoTellsWhatItMoved) {
    const LineKey c2 = campaign_line("google_ads", "c2");
    apply(staged(1, {{.clicks = 3}, {.day = first_of_may + days{1}, .clicks = 10}}));
    apply(staged(2, {{.clicks = 5, .currency = "EUR"},
                     {.day = first_of_may + days{1}, .clicks = 10},
                     {.line = c2, .day = first_of_may + days{7}, .clicks = 100}}));
    const BatchUndo undone = undo(2);
    EXPECT_EQ(undone.days, 2) << "not the one of which the first batch says the same";
    ASSERT_EQ(undone.totals.size(), 2U);
    EXPECT_EQ(undone.totals[0].currency, "EUR");
    EXPECT_EQ(undone.totals[0].before.sums[of_clicks], from_count(5));
    EXPECT_EQ(undone.totals[0].after, RowSums{});
    EXPECT_EQ(undone.totals[1].currency, "USD");
    EXPECT_EQ(undone.totals[1].before.sums[of_clicks], from_count(100));
    EXPECT_EQ(undone.totals[1].after.rows, 1);
    EXPECT_EQ(undone.totals[1].after.sums[of_clicks], from_count(3));
}

TEST_P(TotalsContract, TheUndoOfAStaleBatchMovesNothing) {
    apply(staged(2, {{.clicks = 3}}));
    apply(staged(1, {{.clicks = 7}}));
    const BatchUndo undone = undo(1);
    EXPECT_EQ(undone.days, 0);
    EXPECT_THAT(undone.totals, IsEmpty());
}

TEST_P(TotalsContract, TheyAreKeptWhateverComesLater) {
    const AppliedBatch first = apply(staged(1, {{.clicks = 3}}));
    const AppliedBatch second = apply(staged(2, {{.clicks = 4}}));
    const BatchUndo undone = undo(1);
    if (GetParam() == StoreKind::duckdb_in_file) reopen();
    const std::vector<BatchId> ids{first.batch_id, second.batch_id};
    const auto found = facts().applied({1}, ids).value();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].totals, first.totals);
    EXPECT_EQ(found[1].totals, second.totals);
    EXPECT_EQ(found[1].days, 1);
    EXPECT_EQ(found[0].undo, undone);
}

TEST_P(TotalsContract, SumsAreExactBeyondTheRangeOfARow) {
    constexpr std::int64_t most = 9'000'000'000'000'000'000;
    const AppliedBatch batch =
        apply(staged(1, {{.clicks = most}, {.line = campaign_line("google_ads", "c2"), .clicks = most}}));
    EXPECT_EQ(batch.totals[0].after.sums[of_clicks], from_count(Int128{most} * 2));
}

}  // namespace
}  // namespace insightflow::testing
