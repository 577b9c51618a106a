// Dimensions of a source's own, in every adapter of FactStore.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::HasSubstr;

using OwnDimensionsContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, OwnDimensionsContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

using Attributes = std::vector<Attribute>;

FactRow row_of(Attributes attributes, std::int64_t clicks) {
    FactRow row{.clicks = clicks};
    row.line.attributes = std::move(attributes);
    return row;
}

StagedBatch by_age(std::int64_t acceptance, const std::vector<FactRow>& rows,
                   std::string source = "default") {
    StagedBatch batch = staged(acceptance, rows, std::move(source));
    batch.shape.dimensions = "age,place";
    return batch;
}

TEST_P(OwnDimensionsContract, BelongToTheKey) {
    const AppliedBatch first = apply(by_age(1, {row_of({{"age", "25-34"}}, 1), row_of({{"age", "65+"}}, 2),
                                                row_of({{"age", "65+"}, {"place", "x"}}, 4), row_of({}, 8)}));
    EXPECT_EQ(first.outcomes.added, 4);
    const AppliedBatch second =
        apply(by_age(2, {row_of({{"age", "25-34"}}, 1), row_of({{"age", "65+"}}, 3)}));
    EXPECT_EQ(second.outcomes.unchanged, 1);
    EXPECT_EQ(second.outcomes.restated, 1);
    EXPECT_EQ(totals(plan_of()).parts[1].sum, 16);
    EXPECT_EQ(undo(2).restored, 1);
    EXPECT_EQ(totals(plan_of()).parts[1].sum, 15);
    std::vector<Attributes> kept;
    for (const auto& version : current()) kept.push_back(version.line.attributes);
    EXPECT_THAT(kept,
                ::testing::UnorderedElementsAre(Attributes{{"age", "25-34"}}, Attributes{{"age", "65+"}},
                                                Attributes{{"age", "65+"}, {"place", "x"}}, Attributes{}));
}

TEST_P(OwnDimensionsContract, ValuesAndNamesAreToldApart) {
    apply(by_age(1, {row_of({{"age", "x"}}, 1), row_of({{"place", "x"}}, 2), row_of({{"age", "1:x"}}, 4),
                     row_of({{"age", ""}}, 8)}));
    EXPECT_EQ(current().size(), 4U);
}

TEST_P(OwnDimensionsContract, BelongToTheShape) {
    apply(staged(1, {{.clicks = 1}}));
    const auto refused = facts().apply_one(by_age(2, {row_of({{"age", "65+"}}, 1)}), at(noon), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unprocessable);
    EXPECT_THAT(refused.error().message,
                HasSubstr("holds day rows at campaign level; this batch has day rows at "
                          "campaign level, by age and place"));
    EXPECT_THAT(refused.error().message, HasSubstr("undo its older batches"));
    undo(1);
    EXPECT_EQ(apply(by_age(2, {row_of({{"age", "65+"}}, 1)})).outcomes.added, 1);
    EXPECT_FALSE(facts().apply_one(staged(3, {{.clicks = 1}}), at(noon), {}));
    EXPECT_EQ(own_dimensions(*facts().shape_of({1}, "default").value()),
              (std::vector<std::string>{"age", "place"}));
    EXPECT_FALSE(facts().shape_of({2}, "default").value());
    undo(2);
    EXPECT_FALSE(facts().shape_of({1}, "default").value()) << "it is free again";
}

TEST_P(OwnDimensionsContract, OfBatchesThatShareATransactionAreOneDictionary) {
    const StagedBatch one = by_age(1, {row_of({{"age", "65+"}}, 1)});
    const StagedBatch two = by_age(2, {row_of({{"age", "65+"}}, 2), row_of({{"age", "18-24"}}, 4)});
    const StagedBatch other = by_age(3, {row_of({{"age", "65+"}}, 8)}, "other");
    const StagedBatch* const group[]{&one, &two, &other};
    const auto applied = facts().apply(group, at(noon), {});
    ASSERT_TRUE(applied);
    EXPECT_EQ((*applied)[1].outcomes.restated, 1);
    EXPECT_EQ((*applied)[1].outcomes.added, 1);
    EXPECT_EQ(totals(plan_of()).parts[1].sum, 14);
    EXPECT_EQ(
        apply(by_age(4, {row_of({{"age", "65+"}}, 2), row_of({{"age", "18-24"}}, 4)})).outcomes.unchanged, 2);
}

TEST_P(OwnDimensionsContract, WhatWasShownIsShownForEver) {
    apply(by_age(1, {row_of({{"age", "65+"}}, 1)}));
    apply(by_age(2, {row_of({{"age", "65+"}}, 5), row_of({{"age", "18-24"}}, 10)}));
    FactsPlan plan = plan_of();
    plan.as_of = 1;
    EXPECT_EQ(totals(plan).parts[1].sum, 1);
    EXPECT_EQ(versions().size(), 3U);
    for (const auto& version : versions()) EXPECT_EQ(version.line.attributes.front().name, "age");
}

}  // namespace
}  // namespace insightflow::testing
