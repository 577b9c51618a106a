// FactStore::rehearse: what a batch would come to, and nothing of it stays.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::HasSubstr;

using RehearsalContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, RehearsalContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

TEST_P(RehearsalContract, GivesWhatTheApplyGivesAndChangesNothing) {
    apply(staged(1, {{.clicks = 3}, {.day = first_of_may + std::chrono::days{1}, .clicks = 4}}));
    const StagedBatch next = staged(2, {{.clicks = 3},
                                        {.day = first_of_may + std::chrono::days{1}, .clicks = 5},
                                        {.line = campaign_line("meta_ads", "new"), .clicks = 1}});
    const auto before = current();
    const auto rehearsed = facts().rehearse(next, {});
    ASSERT_TRUE(rehearsed);
    EXPECT_EQ(rehearsed->outcomes.unchanged, 1);
    EXPECT_EQ(rehearsed->outcomes.restated, 1);
    EXPECT_EQ(rehearsed->outcomes.added, 1);
    EXPECT_EQ(current(), before);
    EXPECT_EQ(facts().last_commit_sequence().value(), 1);
    EXPECT_EQ(facts().highest_acceptance().value(), 1);

    const AppliedBatch applied = apply(next);
    EXPECT_EQ(applied.outcomes, rehearsed->outcomes);
    EXPECT_EQ(applied.totals, rehearsed->totals);
    EXPECT_EQ(applied.commit_sequence, 2);
}

TEST_P(RehearsalContract, TheFirstBatchOfASourceMakesNone) {
    ASSERT_TRUE(facts().rehearse(staged(1, {{.clicks = 3}}), {}));
    StagedBatch ads = staged(1, {{.clicks = 3}});
    ads.shape.level = Level::ad;
    EXPECT_EQ(apply(ads).outcomes.added, 1) << "the shape of what was rehearsed is not the source's";
}

TEST_P(RehearsalContract, AnotherShapeIsRefused) {
    apply(staged(1, {{.clicks = 3}}));
    StagedBatch ads = staged(2, {{.clicks = 3}});
    ads.shape.level = Level::ad;
    const auto refused = facts().rehearse(ads, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unprocessable);
    EXPECT_THAT(refused.error().message, HasSubstr("ad level"));
    EXPECT_EQ(apply(staged(2, {{.clicks = 4}})).outcomes.restated, 1);
}

TEST_P(RehearsalContract, CanBeStopped) {
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = facts().rehearse(staged(1, {{.clicks = 3}}), stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace insightflow::testing
