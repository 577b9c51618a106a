// The contract of QualityStore.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::chrono::days one_day{1};
constexpr Day much_later = first_of_may + std::chrono::days{1000};

class QualityStoreContract : public StoreContract {
protected:
    QualityFigures figures(Day until = much_later, WorkspaceId workspace = {1}) {
        auto found = quality().figures(workspace, until, {});
        EXPECT_TRUE(found) << found.error().message;
        return *std::move(found);
    }
};

FactRow row_of(std::optional<std::string> account, std::string campaign, Day day, std::int64_t cost) {
    FactRow row;
    row.line.account_id = std::move(account);
    row.line.campaign_id = std::move(campaign);
    row.day = day;
    row.cost = cost;
    row.clicks = 1;
    return row;
}

TEST_P(QualityStoreContract, NothingIsNothing) {
    const QualityFigures found = figures();
    EXPECT_EQ(found.commit_sequence, 0);
    EXPECT_THAT(found.sources, IsEmpty());
    EXPECT_THAT(*quality().versions({}), IsEmpty());
}

TEST_P(QualityStoreContract, RowsAreSummedByAccountAndDay) {
    FactRow in_euros = row_of("act_1", "c3", first_of_may, 5);
    in_euros.currency = "EUR";
    FactRow without_cost = row_of("act_1", "c4", first_of_may, 0);
    without_cost.cost.reset();
    apply(staged(1, {row_of("act_1", "c1", first_of_may, 10), row_of("act_1", "c2", first_of_may, 20),
                     in_euros, without_cost, row_of("act_1", "c1", first_of_may + one_day, 30),
                     row_of({}, "c1", first_of_may, 40)}));
    const QualityFigures found = figures();
    EXPECT_EQ(found.commit_sequence, 1);
    EXPECT_FALSE(found.days_from);
    ASSERT_THAT(found.sources, SizeIs(1));
    const SourceFigures& source = found.sources[0];
    EXPECT_EQ(source.source, "default");
    EXPECT_EQ(source.shape.level, Level::campaign);
    ASSERT_THAT(source.accounts, SizeIs(2));
    EXPECT_FALSE(source.accounts[0].account_id);
    EXPECT_EQ(source.accounts[0].days[0].counts.present[field_account_id], 0);
    const AccountFigures& account = source.accounts[1];
    EXPECT_EQ(account.account_id, "act_1");
    EXPECT_EQ(account.platform, "google_ads");
    ASSERT_THAT(account.days, SizeIs(2));
    const DayFigures& day = account.days[0];
    EXPECT_EQ(day.day, first_of_may);
    EXPECT_EQ(day.counts.rows, 4);
    EXPECT_EQ(day.counts.present[static_cast<std::size_t>(Measure::cost)], 3);
    EXPECT_EQ(day.counts.present[static_cast<std::size_t>(Measure::clicks)], 4);
    EXPECT_EQ(day.counts.present[static_cast<std::size_t>(Measure::revenue)], 0);
    EXPECT_EQ(day.counts.present[field_account_id], 4);
    EXPECT_EQ(day.counts.present[field_campaign_id], 4);
    EXPECT_EQ(day.counts.present[field_country], 0);
    EXPECT_THAT(day.spend, ElementsAre(Spend{"EUR", 5}, Spend{"USD", 30}));
    EXPECT_THAT(account.days[1].spend, ElementsAre(Spend{"USD", 30}));
}

TEST_P(QualityStoreContract, DaysAreThoseUpToTheGivenOne) {
    apply(staged(1, {row_of("a", "c", first_of_may - std::chrono::days{quality_days_max}, 1),
                     row_of("a", "c", first_of_may - std::chrono::days{quality_days_max - 1}, 1),
                     row_of("a", "c", first_of_may, 1), row_of("a", "c", first_of_may + one_day, 1)}));
    const auto found = figures(first_of_may);
    ASSERT_THAT(found.sources, SizeIs(1));
    ASSERT_THAT(found.sources[0].accounts, SizeIs(1));
    const auto& days = found.sources[0].accounts[0].days;
    ASSERT_THAT(days, SizeIs(2));
    EXPECT_EQ(days[0].day, first_of_may - std::chrono::days{quality_days_max - 1});
    EXPECT_EQ(days[1].day, first_of_may);
}

TEST_P(QualityStoreContract, BatchesTellWhatIsStillShownOfThem) {
    apply(staged(1, {row_of("a", "c1", first_of_may, 1), row_of("a", "c2", first_of_may, 1)}));
    apply(staged(2, {row_of("a", "c2", first_of_may, 2), row_of("a", "c2", first_of_may + one_day, 2)}));
    const auto found = figures();
    ASSERT_THAT(found.sources, SizeIs(1));
    const auto& batches = found.sources[0].batches;
    ASSERT_THAT(batches, SizeIs(2));
    EXPECT_EQ(batches[0].received, 2);
    EXPECT_EQ(batches[0].shown.rows, 1);
    EXPECT_EQ(batches[1].shown.rows, 2);
    EXPECT_EQ(batches[1].shown.present[static_cast<std::size_t>(Measure::cost)], 2);
    EXPECT_EQ(batches[1].last_day, first_of_may + one_day);
    EXPECT_TRUE(batches[1].applied);
    ASSERT_THAT(found.sources[0].arrivals, SizeIs(1));
    EXPECT_EQ(found.sources[0].arrivals[0].at, noon);
    EXPECT_EQ(found.sources[0].arrivals[0].last_day, first_of_may + one_day);
}

TEST_P(QualityStoreContract, TheLastBatchesAreKeptAlone) {
    for (std::int64_t number = 1; number <= static_cast<std::int64_t>(quality_batches_max) + 2; ++number)
        apply(staged(number, {row_of("a", "c", first_of_may, number)}));
    const auto found = figures();
    ASSERT_THAT(found.sources, SizeIs(1));
    EXPECT_THAT(found.sources[0].batches, SizeIs(quality_batches_max));
    EXPECT_EQ(found.sources[0].batches.back().shown.rows, 1);
}

TEST_P(QualityStoreContract, WhatWasTakenBackCountsNoMore) {
    apply(staged(1, {row_of("a", "c", first_of_may, 1)}, "one"));
    apply(staged(2, {row_of("a", "c", first_of_may, 1)}, "two"));
    undo(1);
    const auto found = figures();
    EXPECT_EQ(found.commit_sequence, 3);
    ASSERT_THAT(found.sources, SizeIs(1));
    EXPECT_EQ(found.sources[0].source, "two");
    EXPECT_THAT(*quality().versions({}), ElementsAre(WorkspaceVersion{{1}, 3}));
}

TEST_P(QualityStoreContract, WorkspacesAreApart) {
    apply(staged(1, {row_of("a", "c", first_of_may, 1)}, "mine"));
    apply(staged(2, {row_of("b", "c", first_of_may, 1)}, "theirs", {2}));
    const auto mine = figures();
    ASSERT_THAT(mine.sources, SizeIs(1));
    EXPECT_EQ(mine.sources[0].source, "mine");
    EXPECT_EQ(mine.commit_sequence, 1);
    EXPECT_EQ(mine.sources[0].accounts[0].account_id, "a");
    EXPECT_THAT(*quality().versions({}), ElementsAre(WorkspaceVersion{{2}, 2}, WorkspaceVersion{{1}, 1}));
}

TEST_P(QualityStoreContract, AStopEndsIt) {
    std::stop_source stopped;
    stopped.request_stop();
    const auto found = quality().figures({1}, much_later, stopped.get_token());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::deadline_exceeded);
}

INSTANTIATE_TEST_SUITE_P(Stores, QualityStoreContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& tested) { return name_of(tested.param); });

}  // namespace
}  // namespace insightflow::testing
