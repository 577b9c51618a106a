// The contract of FactStore, run against every adapter.
#include <gmock/gmock.h>

#include <future>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using FactStoreContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, FactStoreContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

RowOutcomes outcomes(std::int64_t received) {
    RowOutcomes rows;
    rows.received = received;
    rows.accepted = received;
    return rows;
}

TEST_P(FactStoreContract, BeginsWithoutACommit) {
    EXPECT_EQ(facts().last_commit_sequence().value(), 0);
    EXPECT_EQ(facts().highest_acceptance().value(), 0);
}

TEST_P(FactStoreContract, RowsOfUnknownKeysAreNew) {
    const AppliedBatch applied = apply(
        staged(1, {{.clicks = 3},
                   {.line = campaign_line("meta_ads", "c2"), .day = first_of_may + std::chrono::days{4}}}));
    RowOutcomes expected = outcomes(2);
    expected.added = 2;
    EXPECT_EQ(applied.outcomes, expected);
    EXPECT_EQ(applied.commit_sequence, 1);
    EXPECT_EQ(applied.acceptance, 1);
    EXPECT_EQ(facts().highest_acceptance().value(), 1);
    EXPECT_EQ(applied.applied_at, noon);
    EXPECT_EQ(applied.first_day, first_of_may);
    EXPECT_EQ(applied.last_day, first_of_may + std::chrono::days{4});
    EXPECT_EQ(facts().last_commit_sequence().value(), 1);
}

TEST_P(FactStoreContract, ARowComesBackAsItWasStaged) {
    FactRow row{.impressions = 7,
                .cost = -1'500'000,
                .new_customers = 999'999'999'999'999'999,
                .currency = "EUR",
                .estimated = true,
                .bucket = 13,
                .utc_start_us = 1'714'568'400'000'000,
                .extra = R"({"objective":"Verk\u00e4ufe"})"};
    row.line = {"meta_ads", "a1", "c1", "g1", "ad1", "DE", "mobile"};
    StagedBatch batch = staged(1, {row});
    batch.shape = {Grain::hour, Level::ad, true, true};
    apply(batch);
    const auto stored = current();
    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored[0].source, "default");
    EXPECT_EQ(stored[0].line, row.line);
    EXPECT_EQ(stored[0].day, row.day);
    EXPECT_EQ(stored[0].bucket, 13);
    EXPECT_EQ(stored[0].utc_start_us, row.utc_start_us);
    const std::array<std::optional<std::int64_t>, measure_count> measures{
        7, std::nullopt, -1'500'000, std::nullopt, std::nullopt, 999'999'999'999'999'999};
    EXPECT_EQ(stored[0].measures, measures);
    EXPECT_EQ(stored[0].currency, "EUR");
    EXPECT_TRUE(stored[0].revenue_estimated);
    EXPECT_EQ(stored[0].extra, row.extra);
    EXPECT_EQ(stored[0].acceptance, 1);
    EXPECT_EQ(stored[0].sequence_from, 1);
}

TEST_P(FactStoreContract, AnAppliedBatchIsNotAppliedAgain) {
    StagedBatch batch = staged(1, {{.clicks = 3}});
    const AppliedBatch first = apply(batch);
    apply(staged(2, {{.clicks = 4}}));
    EXPECT_EQ(apply(batch), first);
    EXPECT_EQ(facts().last_commit_sequence().value(), 2);
    EXPECT_EQ(versions().size(), 2U);
}

TEST_P(FactStoreContract, OtherValuesRestateAndGoToHistory) {
    apply(staged(1, {{.clicks = 3, .extra = "{\"a\":1}"}}));
    const AppliedBatch applied = apply(staged(2, {{.impressions = 9}}));
    RowOutcomes expected = outcomes(1);
    expected.restated = 1;
    EXPECT_EQ(applied.outcomes, expected);
    const auto all = versions();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].measures[1], 3);
    EXPECT_EQ(all[0].extra, "{\"a\":1}");
    EXPECT_EQ(all[0].acceptance, 1);
    EXPECT_EQ(all[0].sequence_from, 1);
    EXPECT_EQ(all[0].sequence_to, 2);
    // The whole row is replaced: a measure that the new row lacks is null.
    EXPECT_EQ(all[1].measures[0], 9);
    EXPECT_EQ(all[1].measures[1], std::nullopt);
    EXPECT_EQ(all[1].extra, "");
    EXPECT_EQ(all[1].sequence_from, 2);
    EXPECT_EQ(all[1].sequence_to, std::nullopt);
}

TEST_P(FactStoreContract, TheSameValuesAreUnchangedAndKeepTheirSequence) {
    apply(staged(1, {{.clicks = 3, .extra = "{\"a\":1}"}}));
    const AppliedBatch applied = apply(staged(5, {{.clicks = 3, .extra = "{\"a\":2}"}}));
    RowOutcomes expected = outcomes(1);
    expected.unchanged = 1;
    EXPECT_EQ(applied.outcomes, expected);
    const auto all = versions();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].sequence_from, 1);
    EXPECT_EQ(all[0].acceptance, 5);
    EXPECT_EQ(all[0].extra, "{\"a\":1}");
}

TEST_P(FactStoreContract, AnUnchangedAssertionRaisesThePrecedence) {
    apply(staged(1, {{.clicks = 3}}));
    apply(staged(5, {{.clicks = 3}}));
    EXPECT_EQ(apply(staged(4, {{.clicks = 8}})).outcomes.stale, 1);
    EXPECT_EQ(current()[0].measures[1], 3);
}

TEST_P(FactStoreContract, AnAssertionOfLowerPrecedenceIsStaleAndLeavesNoTrace) {
    apply(staged(5, {{.clicks = 3}}));
    const auto before = versions();
    const AppliedBatch applied = apply(staged(2, {{.clicks = 4}}));
    RowOutcomes expected = outcomes(1);
    expected.stale = 1;
    EXPECT_EQ(applied.outcomes, expected);
    EXPECT_EQ(versions(), before);
}

TEST_P(FactStoreContract, AStaleAssertionOfTheSameValuesIsStale) {
    apply(staged(5, {{.clicks = 3}}));
    EXPECT_EQ(apply(staged(2, {{.clicks = 3}})).outcomes.stale, 1);
    EXPECT_EQ(current()[0].acceptance, 5);
}

TEST_P(FactStoreContract, EqualPrecedenceDoesNotWin) {
    apply(staged(5, {{.clicks = 3}}));
    StagedBatch other = staged(5, {{.clicks = 4}});
    other.batch_id = "OTHER";
    EXPECT_EQ(apply(other).outcomes.stale, 1);
    EXPECT_EQ(current()[0].measures[1], 3);
}

TEST_P(FactStoreContract, NullIsNotZero) {
    apply(staged(1, {{.clicks = 3, .cost = std::nullopt}}));
    EXPECT_EQ(apply(staged(2, {{.clicks = 3, .cost = 0}})).outcomes.restated, 1);
    EXPECT_EQ(apply(staged(3, {{.clicks = 3, .cost = std::nullopt}})).outcomes.restated, 1);
    EXPECT_EQ(apply(staged(4, {{.clicks = 3, .cost = std::nullopt}})).outcomes.unchanged, 1);
}

TEST_P(FactStoreContract, CurrencyAndEstimatedMarkAreCompared) {
    apply(staged(1, {{.revenue = 1'000'000}}));
    EXPECT_EQ(apply(staged(2, {{.revenue = 1'000'000, .currency = "EUR"}})).outcomes.restated, 1);
    EXPECT_EQ(
        apply(staged(3, {{.revenue = 1'000'000, .currency = "EUR", .estimated = true}})).outcomes.restated,
        1);
    EXPECT_EQ(
        apply(staged(4, {{.revenue = 1'000'000, .currency = "EUR", .estimated = true}})).outcomes.unchanged,
        1);
}

TEST_P(FactStoreContract, AllOutcomesInOneBatch) {
    const auto row = [](const char* campaign, std::int64_t clicks) {
        return FactRow{.line = campaign_line("google_ads", campaign), .clicks = clicks};
    };
    apply(staged(1, {row("restated", 1), row("unchanged", 1)}));
    apply(staged(9, {row("stale", 1)}));
    StagedBatch batch = staged(4, {row("new", 1), row("restated", 2), row("unchanged", 1), row("stale", 2)});
    batch.outcomes = {.received = 9, .accepted = 6, .rejected = 3, .folded = 2};
    const RowOutcomes expected{.received = 9,
                               .accepted = 6,
                               .rejected = 3,
                               .added = 1,
                               .restated = 1,
                               .unchanged = 1,
                               .folded = 2,
                               .stale = 1};
    EXPECT_EQ(apply(batch).outcomes, expected);
    EXPECT_EQ(versions().size(), 5U);
}

TEST_P(FactStoreContract, ABatchWithoutRowsIsAppliedAndTakesASequence) {
    StagedBatch batch = staged(1, {});
    batch.outcomes = {.received = 2, .rejected = 2};
    const AppliedBatch applied = apply(batch);
    EXPECT_EQ(applied.commit_sequence, 1);
    EXPECT_EQ(applied.first_day, std::nullopt);
    EXPECT_THAT(versions(), IsEmpty());
}

TEST_P(FactStoreContract, NullAndEmptyDimensionsAreDifferentKeysAndNullEqualsNull) {
    LineKey none{.platform = "google_ads"};
    LineKey empty = none;
    empty.country = "";
    StagedBatch batch = staged(1, {{.line = none, .clicks = 1}, {.line = empty, .clicks = 1}});
    EXPECT_EQ(apply(batch).outcomes.added, 2);
    batch = staged(2, {{.line = none, .clicks = 1}, {.line = empty, .clicks = 2}});
    const RowOutcomes rows = apply(batch).outcomes;
    EXPECT_EQ(rows.unchanged, 1);
    EXPECT_EQ(rows.restated, 1);
}

TEST_P(FactStoreContract, PartsOfAKeyDoNotRunIntoEachOther) {
    const LineKey one{.platform = "p", .account_id = "a", .campaign_id = "1:bc"};
    const LineKey other{.platform = "p", .account_id = "a1:b", .campaign_id = "c"};
    EXPECT_EQ(apply(staged(1, {{.line = one}, {.line = other}})).outcomes.added, 2);
}

TEST_P(FactStoreContract, HoursOfADayAreKeysOfTheirOwn) {
    StagedBatch batch = staged(
        1, {{.clicks = 1, .bucket = 24, .utc_start_us = 0}, {.clicks = 1, .bucket = 25, .utc_start_us = 1}});
    batch.shape.grain = Grain::hour;
    EXPECT_EQ(apply(batch).outcomes.added, 2);
    EXPECT_EQ(versions().size(), 2U);
}

StagedBatch event(std::int64_t acceptance, std::vector<FactRow> rows) {
    constexpr std::int64_t instant = 1'714'608'000'000'000;
    for (FactRow& row : rows) row.bucket = *(row.utc_start_us = instant);
    StagedBatch batch = staged(acceptance, rows);
    batch.shape.grain = Grain::event;
    return batch;
}

TEST_P(FactStoreContract, AnEventIsTheSameOnAnotherDay) {
    const Day much_later = first_of_may + std::chrono::days{40};
    apply(event(1, {{.clicks = 1}}));
    EXPECT_EQ(apply(event(2, {{.day = much_later, .clicks = 2}})).outcomes.restated, 1);
    ASSERT_EQ(current().size(), 1U);
    EXPECT_EQ(current()[0].day, much_later);
    EXPECT_EQ(apply(event(3, {{.day = much_later, .clicks = 2}})).outcomes.unchanged, 1);
    EXPECT_EQ(apply(event(1, {{.clicks = 7}})).outcomes.added, 1) << "the first batch again";
}

TEST_P(FactStoreContract, AnEventToldOfAnotherDayIsRestated) {
    apply(event(1, {{.clicks = 1}}));
    EXPECT_EQ(apply(event(2, {{.day = first_of_may + std::chrono::days{1}, .clicks = 1}})).outcomes.restated,
              1);
}

TEST_P(FactStoreContract, AnotherShapeIsRefusedNamingBoth) {
    apply(staged(1, {{.clicks = 1}}));
    StagedBatch other = staged(2, {{.clicks = 2}});
    other.shape = {Grain::hour, Level::ad, true, false};
    const auto refused = facts().apply_one(other, at(noon), {});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::unprocessable);
    EXPECT_THAT(refused.error().message, HasSubstr(shape_text({Grain::day, Level::campaign, false, false})));
    EXPECT_THAT(refused.error().message, HasSubstr(shape_text(other.shape)));
    EXPECT_EQ(facts().last_commit_sequence().value(), 1);
    EXPECT_EQ(versions().size(), 1U);
}

TEST_P(FactStoreContract, EverySourceHasItsOwnShape) {
    apply(staged(1, {{.clicks = 1}}));
    StagedBatch other = staged(2, {{.clicks = 2}}, "other");
    other.shape = {Grain::hour, Level::ad, true, false};
    EXPECT_EQ(apply(other).outcomes.added, 1);
}

TEST_P(FactStoreContract, ARefusedFirstBatchDoesNotFixTheShape) {
    std::stop_source stopped;
    stopped.request_stop();
    StagedBatch first = staged(1, {{.clicks = 1}});
    first.shape.level = Level::ad;
    ASSERT_FALSE(facts().apply_one(first, at(noon), stopped.get_token()).has_value());
    EXPECT_EQ(apply(staged(2, {{.clicks = 1}})).outcomes.added, 1);
}

TEST_P(FactStoreContract, SourcesAreApart) {
    apply(staged(1, {{.clicks = 1}}, "one"));
    EXPECT_EQ(apply(staged(2, {{.clicks = 2}}, "two")).outcomes.added, 1);
    EXPECT_EQ(current().size(), 2U);
}

TEST_P(FactStoreContract, WorkspacesAreApart) {
    apply(staged(1, {{.clicks = 1}}, "default", {1}));
    StagedBatch other = staged(2, {{.clicks = 2}}, "default", {2});
    other.shape.level = Level::ad;
    EXPECT_EQ(apply(other).outcomes.added, 1);
    EXPECT_EQ(current({1}).size(), 1U);
    EXPECT_EQ(current({1})[0].measures[1], 1);
    EXPECT_EQ(current({2})[0].measures[1], 2);
    const BatchId id = other.batch_id;
    EXPECT_THAT(facts().applied({1}, {&id, 1}).value(), IsEmpty());
    EXPECT_EQ(facts().applied({2}, {&id, 1}).value().size(), 1U);
}

TEST_P(FactStoreContract, AppliedGivesTheWholeReport) {
    StagedBatch batch = staged(1, {{.clicks = 1}});
    batch.warnings = {{"negative_value", "Cost \"net\"", "cost is negative: -1,5 €\nsee line 2", 3, 2},
                      {"x", "", "", 0, 0}};
    batch.unknown_columns = {"Objective", "", "a,b", "Objective"};
    const AppliedBatch first = apply(batch);
    EXPECT_EQ(first.warnings, batch.warnings);
    EXPECT_EQ(first.unknown_columns, batch.unknown_columns);
    const AppliedBatch second = apply(staged(2, {}));
    const std::vector<BatchId> ids{"BATCH2", "UNKNOWN", "BATCH1"};
    const auto found = facts().applied({1}, ids);
    ASSERT_TRUE(found.has_value());
    EXPECT_THAT(*found, ::testing::UnorderedElementsAre(first, second));
    EXPECT_THAT(facts().applied({1}, {}).value(), IsEmpty());
}

TEST_P(FactStoreContract, TimeNeverGoesBackAgainstTheSequence) {
    ASSERT_TRUE(facts().apply_one(staged(1, {}), at(noon), {}).has_value());
    const auto later = facts().apply_one(staged(2, {}), at(noon - std::chrono::hours{1}), {});
    EXPECT_EQ(later->applied_at, noon);
}

// Who was told of a commit by a time must be told so for ever.
TEST_P(FactStoreContract, WhoAsksForATimeWaitsForTheCommitThatIsBeingMade) {
    std::future<Result<std::int64_t>> asked;
    const Clock clock = [&] {
        asked = std::async(std::launch::async, [&] { return facts().commit_at({1}, noon); });
        EXPECT_EQ(asked.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
        return noon;
    };
    ASSERT_TRUE(facts().apply_one(staged(1, {{.clicks = 1}}), clock, {}));
    EXPECT_EQ(asked.get().value(), 1);
}

TEST_P(FactStoreContract, AStoppedApplyLeavesNothing) {
    std::stop_source stopped;
    stopped.request_stop();
    const auto refused = facts().apply_one(staged(1, {{.clicks = 1}}), at(noon), stopped.get_token());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::deadline_exceeded);
    EXPECT_THAT(versions(), IsEmpty());
    EXPECT_EQ(facts().last_commit_sequence().value(), 0);
    EXPECT_EQ(apply(staged(1, {{.clicks = 1}})).outcomes.added, 1);
}

TEST_P(FactStoreContract, AStoreOpenedAgainGoesOnWhereItWas) {
    if (GetParam() == StoreKind::duckdb_in_memory) GTEST_SKIP() << "a store in memory ends with its engine";
    const AppliedBatch first = apply(staged(3, {{.clicks = 1}}));
    apply(staged(5, {{.clicks = 2}}));
    const auto before = versions();
    reopen();
    EXPECT_EQ(versions(), before);
    EXPECT_EQ(facts().last_commit_sequence().value(), 2);
    EXPECT_EQ(apply(staged(3, {{.clicks = 1}})), first);
    const auto next = facts().apply_one(staged(4, {{.clicks = 9}}), at(noon - std::chrono::hours{1}), {});
    EXPECT_EQ(next->outcomes.stale, 1);
    EXPECT_EQ(next->commit_sequence, 3);
    EXPECT_EQ(next->applied_at, noon);
    StagedBatch other = staged(6, {});
    other.shape.level = Level::ad;
    EXPECT_EQ(facts().apply_one(other, at(noon), {}).error().code, ErrorCode::unprocessable);
}

}  // namespace
}  // namespace insightflow::testing
