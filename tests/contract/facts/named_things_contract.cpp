// The contract of FactStore for what has a name and an id: warnings of double names, ids that stay their own.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using NamedThingsContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, NamedThingsContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

FactRow named(std::string id, std::string name, std::string platform = "meta_ads") {
    FactRow row{.line = campaign_line(std::move(platform), std::move(id)), .clicks = 1};
    row.names.campaign = std::move(name);
    return row;
}

std::string warnings_of(const AppliedBatch& applied) {
    std::string text;
    for (const Warning& warning : applied.warnings)
        text += warning.field + ":" + warning.code + " x" + std::to_string(warning.rows) + ";";
    return text;
}

TEST_P(NamedThingsContract, ANumberedThingOfANameThatStandsWithoutANumberIsWarnedOf) {
    EXPECT_EQ(warnings_of(apply(staged(1, {named("name:Spring", "Spring"), named("name:Sale", "Sale")}))),
              "");
    EXPECT_EQ(warnings_of(apply(staged(2, {named("name:Autumn", "Autumn"), named("8", "Winter")}))), "");
    FactRow next_day = named("7", "Spring");
    next_day.day += std::chrono::days{1};
    EXPECT_EQ(warnings_of(apply(staged(3, {named("7", "Spring"), next_day, named("9", "Summer")}))),
              "campaign_name:named_and_numbered x2;");
    // The other way round it is the same, and a batch that brings nothing new has been warned before.
    EXPECT_EQ(warnings_of(apply(staged(4, {named("name:Winter", "Winter")}))),
              "campaign_name:named_and_numbered x1;");
    EXPECT_EQ(warnings_of(apply(staged(5, {named("7", "Spring")}))), "");
}

TEST_P(NamedThingsContract, NamesOfOtherSourcesAndPlatformsAreTheirOwn) {
    apply(staged(1, {named("name:Spring", "Spring")}));
    EXPECT_EQ(warnings_of(apply(staged(2, {named("7", "Spring")}, "another"))), "");
    EXPECT_EQ(warnings_of(apply(staged(3, {named("7", "Spring")}, "default", {2}))), "");
    EXPECT_EQ(warnings_of(apply(staged(4, {named("7", "Spring", "google_ads")}))), "");
    EXPECT_EQ(warnings_of(apply(staged(5, {named("7", "Spring")}))), "campaign_name:named_and_numbered x1;");
}

TEST_P(NamedThingsContract, EveryLevelIsWarnedOfOnce) {
    FactRow first{.line = {"p", "name:A", "name:C", "name:G", "name:D"}, .clicks = 1};
    FactRow second{.line = {"p", "1", "2", "3", "4"}, .clicks = 1};
    first.names = second.names = {"A", "C", "G", "D"};
    apply(staged(1, {first}));
    StagedBatch batch = staged(2, {second});
    batch.warnings.push_back({"named_and_numbered", "ad_name", "said", 1, 0});
    EXPECT_EQ(warnings_of(apply(batch)),
              "ad_name:named_and_numbered x1;account_name:named_and_numbered x1;"
              "campaign_name:named_and_numbered x1;ad_group_name:named_and_numbered x1;");
}

// An engine that answers from what it knew at its opening would give later things the ids of earlier ones.
TEST_P(NamedThingsContract, WhatIsNewAfterAnOpeningIsNewEachTime) {
    if (GetParam() == StoreKind::duckdb_in_memory) GTEST_SKIP() << "a store in memory ends with its engine";
    apply(staged(1, {named("a", "A")}));
    for (int round = 0; round < 3; ++round) {
        reopen();
        for (int i = 0; i < 4; ++i) {
            const std::string name = std::to_string(round) + "-" + std::to_string(i);
            const std::int64_t number = 2 + 4 * round + i;
            FactRow row = named(name, "Name " + name, "platform " + std::to_string(i));
            row.currency = i % 2 == 0 ? "USD" : "EUR";
            row.line.country = name;
            row.line.device = name;
            StagedBatch batch = staged(number, {row}, i % 2 == 0 ? "default" : "source " + name);
            batch.shape.by_country = batch.shape.by_device = i % 2 != 0;
            if (i % 2 == 0) batch.facts.lines[0].country = batch.facts.lines[0].device = std::nullopt;
            const AppliedBatch applied = apply(batch);
            EXPECT_EQ(applied.outcomes.added, 1) << name;
            EXPECT_EQ(applied.commit_sequence, number) << name;
            EXPECT_EQ(facts().highest_acceptance().value(), number);
            EXPECT_EQ(facts().applied({1}, {&batch.batch_id, 1}).value().size(), 1U);
            EXPECT_EQ(current().size(), static_cast<std::size_t>(number)) << name;
            EXPECT_EQ(totals(plan_of()).rows, number) << name;
        }
    }
    const auto by_campaign =
        groups(plan_of({KeyColumn::campaign_id, KeyColumn::source}, {NameColumn::campaign_name}));
    ASSERT_EQ(by_campaign.size(), 13U);
    for (const GroupSums& group : by_campaign) {
        const std::string id = *group.key[0];
        EXPECT_EQ(group.sums.rows, 1) << id;
        EXPECT_EQ(group.key[2], id == "a" ? "A" : "Name " + id);
    }
}

}  // namespace
}  // namespace insightflow::testing
