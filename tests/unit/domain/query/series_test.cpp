#include "domain/query/series.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace insightflow {
namespace {

using Key = std::vector<std::optional<std::string>>;

FactsPlan plan_of(std::vector<KeyColumn> keys, const char* from, const char* to) {
    FactsPlan plan;
    plan.keys = std::move(keys);
    plan.days = {parse_day(from), parse_day(to)};
    plan.groups_max = 100;
    return plan;
}

GroupSums group(Key key) {
    GroupSums out{std::move(key), {}};
    out.sums.rows = 1;
    return out;
}

// The keys in order, those without rows marked.
std::vector<std::string> texts_of(const std::vector<GroupSums>& groups) {
    std::vector<std::string> texts;
    for (const GroupSums& each : groups) {
        std::string text;
        for (const auto& part : each.key) text += part.value_or("null") + " ";
        texts.push_back(text + (each.sums.rows == 0 ? "empty" : "rows"));
    }
    std::sort(texts.begin(), texts.end());
    return texts;
}

TEST(Series, EveryGroupHasEveryBucket) {
    const FactsPlan plan = plan_of({KeyColumn::day, KeyColumn::platform}, "2024-05-01", "2024-05-03");
    const auto series = with_every_bucket({group({"2024-05-02", "a"}), group({"2024-05-01", {}})}, plan);
    EXPECT_EQ(texts_of(*series), (std::vector<std::string>{"2024-05-01 a empty", "2024-05-01 null rows",
                                                           "2024-05-02 a rows", "2024-05-02 null empty",
                                                           "2024-05-03 a empty", "2024-05-03 null empty"}));
}

TEST(Series, WithoutRowsTheWholeIsASeriesAndGroupsAreNone) {
    EXPECT_EQ(texts_of(*with_every_bucket({}, plan_of({KeyColumn::day}, "2024-05-01", "2024-05-02"))),
              (std::vector<std::string>{"2024-05-01 empty", "2024-05-02 empty"}));
    const FactsPlan by_country = plan_of({KeyColumn::day, KeyColumn::country}, "2024-05-01", "2024-05-02");
    EXPECT_TRUE(with_every_bucket({}, by_country)->empty());
}

TEST(Series, BucketsAreThoseOfTheGrain) {
    FactsPlan plan = plan_of({KeyColumn::day}, "2024-05-01", "2024-05-06");
    plan.grain = TimeGrain::week;
    EXPECT_EQ(texts_of(*with_every_bucket({group({"2024-04-29"})}, plan)),
              (std::vector<std::string>{"2024-04-29 rows", "2024-05-06 empty"}));
}

// Two sources name a campaign, each on other days.
TEST(Series, AGroupHasOneNameInAllItsBuckets) {
    FactsPlan plan = plan_of({KeyColumn::day, KeyColumn::campaign_id}, "2024-05-01", "2024-05-03");
    plan.names = {NameColumn::campaign_name};
    const auto series =
        with_every_bucket({group({"2024-05-01", "1", "Autumn"}), group({"2024-05-02", "1", "Spring"}),
                           group({"2024-05-02", "2", {}})},
                          plan);
    EXPECT_EQ(texts_of(*series),
              (std::vector<std::string>{"2024-05-01 1 Spring rows", "2024-05-01 2 null empty",
                                        "2024-05-02 1 Spring rows", "2024-05-02 2 null rows",
                                        "2024-05-03 1 Spring empty", "2024-05-03 2 null empty"}));
}

TEST(Series, MoreEntriesThanAllowedIsAnError) {
    FactsPlan plan = plan_of({KeyColumn::day}, "2024-05-01", "2024-05-05");
    plan.groups_max = 5;
    EXPECT_EQ(with_every_bucket({}, plan)->size(), 5U);
    plan.groups_max = 4;
    const auto refused = with_every_bucket({}, plan);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(refused.error().message.find("1 groups times 5 buckets"), std::string::npos);
}

}  // namespace
}  // namespace insightflow
