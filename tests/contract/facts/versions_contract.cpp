// Sources whose rows carry versions of their own, in every adapter of FactStore.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using VersionsContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, VersionsContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

TEST_P(VersionsContract, TheHigherVersionCountsWhateverCameLater) {
    apply(staged(1, {{.clicks = 1, .version = 10}}));
    EXPECT_EQ(apply(staged(2, {{.clicks = 2, .version = 9}})).outcomes.stale, 1);
    EXPECT_EQ(current()[0].measures[1], 1);
    EXPECT_EQ(apply(staged(3, {{.clicks = 3, .version = 11}})).outcomes.restated, 1);
    EXPECT_EQ(current()[0].measures[1], 3);
    EXPECT_EQ(current()[0].version, 11);
}

TEST_P(VersionsContract, OfOneVersionTheLaterAcceptedCounts) {
    apply(staged(2, {{.clicks = 1, .version = -5}}));
    EXPECT_EQ(apply(staged(1, {{.clicks = 2, .version = -5}})).outcomes.stale, 1);
    EXPECT_EQ(apply(staged(3, {{.clicks = 3, .version = -5}})).outcomes.restated, 1);
}

TEST_P(VersionsContract, AnUnchangedRowHoldsTheHigherVersion) {
    apply(staged(1, {{.clicks = 1, .version = 1}}));
    EXPECT_EQ(apply(staged(2, {{.clicks = 1, .version = 5}})).outcomes.unchanged, 1);
    EXPECT_EQ(apply(staged(3, {{.clicks = 3, .version = 4}})).outcomes.stale, 1);
    EXPECT_EQ(current()[0].sequence_from, 1);
    EXPECT_EQ(current()[0].version, 5);
}

TEST_P(VersionsContract, AnUndoGoesBackToTheHighestVersionOfTheOthers) {
    apply(staged(1, {{.clicks = 1, .version = 1}}));
    apply(staged(2, {{.clicks = 1, .version = 5}}));
    apply(staged(3, {{.clicks = 3, .version = 4}}));
    apply(staged(4, {{.clicks = 4, .version = 6}}));
    undo(4);
    EXPECT_EQ(current()[0].measures[1], 1);
    EXPECT_EQ(current()[0].version, 5);
    undo(2);
    EXPECT_EQ(current()[0].measures[1], 3) << "it was stale, and is the best that is left";
    EXPECT_EQ(current()[0].version, 4);
    undo(3);
    EXPECT_EQ(current()[0].measures[1], 1);
    EXPECT_EQ(current()[0].version, 1);
}

TEST_P(VersionsContract, RowsConfirmedByOneBatchKeepTheirOwnVersions) {
    const auto row = [](const char* campaign, std::int64_t version) {
        return FactRow{.line = campaign_line("google_ads", campaign), .clicks = 1, .version = version};
    };
    apply(staged(1, {row("a", 1), row("b", 1), row("c", 1)}));
    apply(staged(2, {row("a", 2), row("b", 3), row("c", 3)}));
    apply(staged(3, {row("a", 7), row("b", 7), row("c", 7)}));
    undo(3);
    std::vector<std::int64_t> versions;
    for (const auto& version : current()) versions.push_back(version.version);
    std::ranges::sort(versions);
    EXPECT_EQ(versions, (std::vector<std::int64_t>{2, 3, 3}));
}

TEST_P(VersionsContract, VersionsBelongToTheShape) {
    apply(staged(1, {{.clicks = 1, .version = 1}}));
    const auto refused = facts().apply_one(staged(2, {{.clicks = 2}}), at(noon), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        refused.error().message,
        "source \"default\" holds day rows at campaign level, with whole numbers as versions; this batch "
        "has day rows at campaign level");
    undo(1);
    EXPECT_EQ(apply(staged(3, {{.clicks = 2}})).outcomes.added, 1) << "the shape is free again";
}

}  // namespace
}  // namespace insightflow::testing
