// The contract of AnalyticsStore, run against every adapter.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <thread>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Key = std::vector<std::optional<std::string>>;

using AnalyticsStoreContract = StoreContract;

INSTANTIATE_TEST_SUITE_P(, AnalyticsStoreContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

constexpr std::int64_t unit = micros_per_unit;

std::vector<Key> keys_of(const std::vector<GroupSums>& groups) {
    std::vector<Key> keys;
    for (const GroupSums& group : groups) keys.push_back(group.key);
    return keys;
}

TEST_P(AnalyticsStoreContract, NoRowsAreOneGroupOfNothingWithoutKeysAndNoGroupWithThem) {
    EXPECT_EQ(totals(plan_of()), PartSums{});
    EXPECT_THAT(groups(plan_of({KeyColumn::platform})), IsEmpty());
}

TEST_P(AnalyticsStoreContract, PartsAreSummedAndTheirRowsCounted) {
    apply(staged(1, {
                        {.line = campaign_line("p", "1"),
                         .impressions = 10,
                         .clicks = 2,
                         .cost = 3 * unit,
                         .revenue = 5 * unit,
                         .conversions = 4 * unit},
                        {.line = campaign_line("p", "2"),
                         .impressions = 0,
                         .revenue = 7 * unit,
                         .conversions = 9 * unit,
                         .new_customers = 1,
                         .estimated = true},
                    }));
    const PartSums sums = totals(plan_of());
    EXPECT_EQ(sums.rows, 2);
    EXPECT_EQ(sums.of(Part::impressions), (PartSum{10, 2}));
    EXPECT_EQ(sums.of(Part::clicks), (PartSum{2, 1}));
    EXPECT_EQ(sums.of(Part::cost), (PartSum{3 * unit, 1}));
    EXPECT_EQ(sums.of(Part::revenue), (PartSum{12 * unit, 2}));
    EXPECT_EQ(sums.of(Part::conversions), (PartSum{13 * unit, 2}));
    EXPECT_EQ(sums.of(Part::new_customers), (PartSum{1, 1}));
    EXPECT_EQ(sums.of(Part::estimated_revenue), (PartSum{7 * unit, 1}));
    EXPECT_EQ(sums.of(Part::acquired), (PartSum{4 * unit + 1, 2}));
    EXPECT_EQ(sums.first_currency, "USD");
    EXPECT_EQ(sums.last_currency, "USD");
}

TEST_P(AnalyticsStoreContract, APartThatIsNullEverywhereHasNoSum) {
    apply(staged(1, {{.clicks = 2, .cost = 0}}));
    const PartSums sums = totals(plan_of());
    EXPECT_EQ(sums.of(Part::cost), (PartSum{0, 1}));
    EXPECT_EQ(sums.of(Part::revenue), PartSum{});
    EXPECT_EQ(sums.of(Part::acquired), PartSum{});
}

TEST_P(AnalyticsStoreContract, SumsBeyond64BitsAreExact) {
    std::vector<FactRow> rows;
    for (int i = 0; i < 30; ++i) {
        rows.push_back({.line = campaign_line("p", std::to_string(i)),
                        .clicks = INT64_MAX,
                        .cost = micros_max,
                        .revenue = -micros_max});
    }
    apply(staged(1, rows));
    const PartSums sums = totals(plan_of());
    EXPECT_EQ(sums.of(Part::clicks).sum, Int128{INT64_MAX} * 30);
    EXPECT_EQ(sums.of(Part::cost).sum, Int128{micros_max} * 30);
    EXPECT_EQ(sums.of(Part::revenue).sum, Int128{micros_max} * -30);
}

TEST_P(AnalyticsStoreContract, OnlyRowsWithMoneyTellTheCurrency) {
    apply(staged(1, {{.line = campaign_line("p", "1"), .clicks = 1, .currency = "AUD"},
                     {.line = campaign_line("p", "2"), .cost = 1, .currency = "USD"},
                     {.line = campaign_line("p", "3"), .revenue = 1, .currency = "EUR"}}));
    const PartSums sums = totals(plan_of());
    EXPECT_EQ(sums.first_currency, "EUR");
    EXPECT_EQ(sums.last_currency, "USD");
    EXPECT_TRUE(sums.mixed_currencies());
    const PartSums without = totals(plan_of({}, {}, {{KeyColumn::campaign_id, {"1"}}}));
    EXPECT_EQ(without.first_currency, std::nullopt);
    EXPECT_EQ(without.rows, 1);
}

TEST_P(AnalyticsStoreContract, GroupsByEveryKeyAndKeepsNullAsAValue) {
    FactRow full{.clicks = 1, .cost = 1, .currency = "EUR"};
    full.line = {"meta_ads", "a", "c", "g", "d", "DE", "mobile"};
    FactRow bare{.line = {.platform = "google_ads"}, .day = first_of_may + std::chrono::days{1}, .clicks = 2};
    apply(staged(1, {full, bare}));
    const std::vector<std::pair<KeyColumn, std::vector<Key>>> expected{
        {KeyColumn::day, {{"2024-05-01"}, {"2024-05-02"}}},
        {KeyColumn::source, {{"default"}}},
        {KeyColumn::platform, {{"google_ads"}, {"meta_ads"}}},
        {KeyColumn::account_id, {{std::nullopt}, {"a"}}},
        {KeyColumn::campaign_id, {{std::nullopt}, {"c"}}},
        {KeyColumn::ad_group_id, {{std::nullopt}, {"g"}}},
        {KeyColumn::ad_id, {{std::nullopt}, {"d"}}},
        {KeyColumn::country, {{std::nullopt}, {"DE"}}},
        {KeyColumn::device, {{std::nullopt}, {"mobile"}}},
        {KeyColumn::currency, {{"EUR"}, {"USD"}}},
    };
    for (const auto& [column, keys] : expected) {
        EXPECT_EQ(keys_of(groups(plan_of({column}))), keys) << static_cast<int>(column);
    }
    const auto both =
        groups(plan_of({KeyColumn::currency, KeyColumn::day, KeyColumn::ad_id, KeyColumn::device}));
    const std::vector<Key> combined{{"EUR", "2024-05-01", "d", "mobile"},
                                    {"USD", "2024-05-02", std::nullopt, std::nullopt}};
    EXPECT_EQ(keys_of(both), combined);
    EXPECT_EQ(both[1].sums.of(Part::clicks), (PartSum{2, 1}));
}

TEST_P(AnalyticsStoreContract, DaysAreToldApartOfMoneyThatIsToBeConvertedAlone) {
    apply(staged(
        1, {{.line = campaign_line("p", "1"), .cost = unit, .currency = "EUR"},
            {.line = campaign_line("p", "2"),
             .day = first_of_may + std::chrono::days{1},
             .cost = unit,
             .currency = "EUR"},
            {.line = campaign_line("p", "1"), .day = first_of_may + std::chrono::days{1}, .cost = unit},
            {.line = campaign_line("p", "2"), .day = first_of_may + std::chrono::days{2}, .cost = unit}}));
    FactsPlan plan = plan_of({KeyColumn::currency, KeyColumn::rate_day});
    plan.converts_into = "EUR";
    const std::vector<Key> by_day{{"EUR", std::nullopt}, {"USD", "2024-05-02"}, {"USD", "2024-05-03"}};
    EXPECT_EQ(keys_of(groups(plan)), by_day);
    plan.converts_into = "CHF";
    EXPECT_EQ(groups(plan).size(), 4U) << "a currency that no row has";
    plan.as_of = 0;
    EXPECT_TRUE(groups(plan).empty());
}

TEST_P(AnalyticsStoreContract, AGroupIsItsTextNotItsSource) {
    apply(staged(1, {{.clicks = 1}}, "one"));
    apply(staged(2, {{.clicks = 2}}, "two"));
    const auto found = groups(plan_of({KeyColumn::platform, KeyColumn::campaign_id}));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].sums.of(Part::clicks), (PartSum{3, 2}));
    EXPECT_EQ(groups(plan_of({KeyColumn::source})).size(), 2U);
}

// The rows of a test's account on so many days from the first of May on.
std::vector<FactRow> account_rows(std::optional<std::string> account, int from, int days,
                                  std::string platform = "meta_ads") {
    std::vector<FactRow> rows;
    for (int day = from; day < from + days; ++day) {
        FactRow row{.day = first_of_may + std::chrono::days{day}, .clicks = 1};
        row.line = {.platform = platform, .account_id = account, .campaign_id = "c"};
        rows.push_back(std::move(row));
    }
    return rows;
}

TEST_P(AnalyticsStoreContract, SourcesThatCoverAnAccountOnTheSameDaysAreTold) {
    std::vector<FactRow> mine = account_rows("a", 0, 4);
    for (const auto& row : account_rows(std::nullopt, 0, 2)) mine.push_back(row);
    for (const auto& row : account_rows("a", 0, 9, "google_ads")) mine.push_back(row);
    std::vector<FactRow> theirs = account_rows("a", 2, 4);
    for (const auto& row : account_rows(std::nullopt, 1, 2)) theirs.push_back(row);
    for (const auto& row : account_rows("b", 0, 9, "google_ads")) theirs.push_back(row);
    apply(staged(1, mine, "mine"));
    EXPECT_THAT(analytics().overlaps(plan_of(), {}).value(), IsEmpty());
    apply(staged(2, theirs, "theirs"));
    apply(staged(3, mine, "mine", {2}));

    const auto day = [](int after) { return first_of_may + std::chrono::days{after}; };
    const std::vector<std::string> both{"mine", "theirs"};
    const SourceOverlap numbered{"meta_ads", "a", both, day(2), day(3)};
    const SourceOverlap without{"meta_ads", std::nullopt, both, day(1), day(1)};
    EXPECT_EQ(analytics().overlaps(plan_of(), {}).value(), (std::vector{numbered, without}));
    EXPECT_EQ(
        analytics().overlaps(plan_of({KeyColumn::source}, {}, {{KeyColumn::account_id, {"a"}}}), {}).value(),
        std::vector{numbered});
    FactsPlan late = plan_of();
    late.days.from = day(2);
    EXPECT_EQ(analytics().overlaps(late, {}).value(), std::vector{numbered});
    late.days.from = day(4);
    EXPECT_THAT(analytics().overlaps(late, {}).value(), IsEmpty());
    EXPECT_THAT(analytics().overlaps(plan_of({}, {}, {{KeyColumn::source, {"mine"}}}), {}).value(),
                IsEmpty());
    EXPECT_THAT(analytics().overlaps(plan_of({}, {}, {}, {2}), {}).value(), IsEmpty());
}

TEST_P(AnalyticsStoreContract, OverlapsAreToldUpToALimit) {
    std::vector<FactRow> rows;
    for (std::size_t i = 0; i <= overlaps_max; ++i) {
        for (const auto& row : account_rows(std::to_string(i), 0, 1)) rows.push_back(row);
    }
    apply(staged(1, rows, "one"));
    apply(staged(2, rows, "two"));
    EXPECT_EQ(analytics().overlaps(plan_of(), {}).value().size(), overlaps_max);
}

TEST_P(AnalyticsStoreContract, FiltersByEveryKey) {
    FactRow hit{.clicks = 1, .cost = 1, .currency = "EUR"};
    hit.line = {"meta_ads", "a", "c", "g", "d", "DE", "mobile"};
    FactRow miss{
        .line = {"x", "x", "x", "x", "x", "x", "x"}, .day = first_of_may + std::chrono::days{1}, .clicks = 2};
    FactRow bare{.line = {.platform = "y"}, .day = first_of_may + std::chrono::days{2}, .clicks = 4};
    apply(staged(1, {hit}, "hit"));
    apply(staged(2, {miss, bare}, "miss"));
    const std::vector<RowFilter> filters{
        {KeyColumn::day, {"2024-05-01"}},    {KeyColumn::source, {"hit"}},
        {KeyColumn::platform, {"meta_ads"}}, {KeyColumn::account_id, {"a"}},
        {KeyColumn::campaign_id, {"c"}},     {KeyColumn::ad_group_id, {"g"}},
        {KeyColumn::ad_id, {"d"}},           {KeyColumn::country, {"DE"}},
        {KeyColumn::device, {"mobile"}},     {KeyColumn::currency, {"EUR"}},
    };
    for (const RowFilter& filter : filters) {
        EXPECT_EQ(totals(plan_of({}, {}, {filter})).of(Part::clicks), (PartSum{1, 1}))
            << static_cast<int>(filter.column);
        RowFilter none = filter;
        none.values = {"no such", "'; DROP TABLE performance; --"};
        EXPECT_EQ(totals(plan_of({}, {}, {none})).rows, 0);
        RowFilter either = filter;
        either.values.push_back("no such");
        EXPECT_EQ(totals(plan_of({}, {}, {either})).rows, 1);
    }
    EXPECT_EQ(totals(plan_of({}, {}, filters)).rows, 1);
    EXPECT_EQ(totals(plan_of({}, {}, {{KeyColumn::country, {"DE"}}, {KeyColumn::device, {"x"}}})).rows, 0);
}

TEST_P(AnalyticsStoreContract, DaysAreInclusiveAndMayBeOpen) {
    std::vector<FactRow> rows;
    for (int i = 0; i < 5; ++i)
        rows.push_back({.day = first_of_may + std::chrono::days{i}, .clicks = std::int64_t{1} << i});
    apply(staged(1, rows));
    const auto clicks_in = [this](std::optional<Day> from, std::optional<Day> to) {
        FactsPlan plan = plan_of();
        plan.days = {from, to};
        return totals(plan).of(Part::clicks).sum;
    };
    EXPECT_EQ(clicks_in({}, {}), 31);
    EXPECT_EQ(clicks_in(first_of_may + std::chrono::days{1}, first_of_may + std::chrono::days{2}), 6);
    EXPECT_EQ(clicks_in(first_of_may + std::chrono::days{3}, {}), 24);
    EXPECT_EQ(clicks_in({}, first_of_may), 1);
    EXPECT_EQ(clicks_in(first_of_may + std::chrono::days{9}, {}), std::nullopt);
}

TEST_P(AnalyticsStoreContract, DaysAreGroupedInIsoWeeksAndMonths) {
    const auto day = [](const char* text) { return parse_day(text).value(); };
    std::vector<FactRow> rows;
    std::int64_t clicks = 1;
    // A Sunday, the Monday after it, the last Sunday of a year, and the Monday of its first ISO week.
    for (const char* date : {"2024-12-22", "2024-12-23", "2024-12-29", "2024-12-30", "2025-01-05"}) {
        rows.push_back({.day = day(date), .clicks = clicks});
        clicks *= 10;
    }
    apply(staged(1, rows));
    const auto clicks_by = [this](TimeGrain grain, DayRange days) {
        FactsPlan plan = plan_of({KeyColumn::day});
        plan.days = days;
        plan.grain = grain;
        std::map<std::string, Int128> by;
        for (const GroupSums& group : groups(plan)) by[*group.key[0]] = *group.sums.of(Part::clicks).sum;
        return by;
    };
    using Buckets = std::map<std::string, Int128>;
    EXPECT_EQ(clicks_by(TimeGrain::week, {}),
              (Buckets{{"2024-12-16", 1}, {"2024-12-23", 110}, {"2024-12-30", 11'000}}));
    EXPECT_EQ(clicks_by(TimeGrain::month, {}), (Buckets{{"2024-12-01", 1'111}, {"2025-01-01", 10'000}}));
    EXPECT_EQ(clicks_by(TimeGrain::week, {day("2024-12-29"), day("2025-01-04")}),
              (Buckets{{"2024-12-23", 100}, {"2024-12-30", 1'000}}));
}

TEST_P(AnalyticsStoreContract, WorkspacesAreApart) {
    apply(staged(1, {{.clicks = 1}}, "default", {1}));
    apply(staged(2, {{.clicks = 2}}, "default", {2}));
    EXPECT_EQ(totals(plan_of({}, {}, {}, {1})).of(Part::clicks), (PartSum{1, 1}));
    EXPECT_EQ(totals(plan_of({}, {}, {{KeyColumn::campaign_id, {"c1"}}}, {2})).of(Part::clicks),
              (PartSum{2, 1}));
    EXPECT_EQ(totals(plan_of({}, {}, {}, {3})).rows, 0);
}

TEST_P(AnalyticsStoreContract, OnlyTheLastVersionCounts) {
    apply(staged(1, {{.clicks = 1}}));
    apply(staged(2, {{.clicks = 5}}));
    EXPECT_EQ(totals(plan_of()).of(Part::clicks), (PartSum{5, 1}));
}

FactRow named(const char* campaign, const char* id = "c1") {
    FactRow row{.line = campaign_line("p", id), .clicks = 1};
    if (campaign != nullptr) row.names.campaign = campaign;
    return row;
}

TEST_P(AnalyticsStoreContract, TheNameOfTheHighestAcceptanceCountsInAnyOrderOfApply) {
    const FactsPlan plan = plan_of({KeyColumn::campaign_id}, {NameColumn::campaign_name});
    const auto name = [&] { return groups(plan).at(0).key.at(1); };
    apply(staged(1, {named(nullptr)}));
    EXPECT_EQ(name(), std::nullopt);
    apply(staged(7, {named("seventh")}));
    EXPECT_EQ(name(), "seventh");
    apply(staged(4, {named("fourth")}));
    EXPECT_EQ(name(), "seventh");
    apply(staged(8, {named(nullptr)}));
    EXPECT_EQ(name(), "seventh");
    apply(staged(9, {named("ninth")}));
    EXPECT_EQ(name(), "ninth");
}

TEST_P(AnalyticsStoreContract, ARepeatedNameRaisesItsPrecedence) {
    apply(staged(1, {named("first")}));
    apply(staged(5, {named("first")}));
    apply(staged(3, {named("third")}));
    EXPECT_EQ(groups(plan_of({KeyColumn::campaign_id}, {NameColumn::campaign_name})).at(0).key.at(1),
              "first");
}

TEST_P(AnalyticsStoreContract, EveryLevelHasItsName) {
    FactRow row{.clicks = 1};
    row.line = {"p", "a", "c", "g", "d", {}, {}};
    row.names = {"Account", "Campaign", "Group", "Ad"};
    apply(staged(1, {row}));
    const auto found =
        groups(plan_of({KeyColumn::platform}, {NameColumn::account_name, NameColumn::campaign_name,
                                               NameColumn::ad_group_name, NameColumn::ad_name}));
    EXPECT_EQ(keys_of(found), (std::vector<Key>{{"p", "Account", "Campaign", "Group", "Ad"}}));
}

TEST_P(AnalyticsStoreContract, OfSeveralNamesTheGreatestIsShown) {
    apply(staged(1, {named("Zed", "1"), named("alpha", "2"), named(nullptr, "3")}));
    const auto found = groups(plan_of({KeyColumn::platform}, {NameColumn::campaign_name}));
    EXPECT_EQ(keys_of(found), (std::vector<Key>{{"p", "alpha"}}));
}

TEST_P(AnalyticsStoreContract, MoreGroupsThanAllowedIsAnError) {
    apply(staged(1, {named(nullptr, "1"), named(nullptr, "2"), named(nullptr, "3")}));
    FactsPlan plan = plan_of({KeyColumn::campaign_id});
    plan.groups_max = 3;
    EXPECT_EQ(analytics().run(plan, {}).value().size(), 3U);
    plan.groups_max = 2;
    const auto refused = analytics().run(plan, {});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(refused.error().message, HasSubstr("more than 2 groups"));
}

TEST_P(AnalyticsStoreContract, AStoppedQueryGivesItsDeadline) {
    std::stop_source stopped;
    stopped.request_stop();
    const auto refused = analytics().run(plan_of(), stopped.get_token());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::deadline_exceeded);
    EXPECT_EQ(totals(plan_of()), PartSums{});
}

TEST_P(AnalyticsStoreContract, ReadersSeeWholeBatchesWhileOthersAreApplied) {
    constexpr int batches = 20;
    constexpr std::int64_t rows_each = 50;
    std::vector<std::jthread> readers;
    std::atomic<int> torn{0};
    std::atomic<int> failed{0};
    std::stop_source done;
    for (int reader = 0; reader < 6; ++reader) {
        readers.emplace_back([this, &torn, &failed, stop = done.get_token()] {
            while (!stop.stop_requested()) {
                const auto read = analytics().run(plan_of(), {});
                if (!read) ++failed;
                if (read && read->front().sums.rows % rows_each != 0) ++torn;
            }
        });
    }
    for (int batch = 0; batch < batches; ++batch) {
        std::vector<FactRow> rows;
        for (std::int64_t i = 0; i < rows_each; ++i) {
            rows.push_back({.line = campaign_line("p", std::to_string(i)),
                            .day = first_of_may + std::chrono::days{batch},
                            .clicks = i});
        }
        EXPECT_EQ(apply(staged(batch + 1, rows)).outcomes.added, rows_each);
    }
    done.request_stop();
    readers.clear();
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(totals(plan_of()).rows, batches * rows_each);
}

}  // namespace
}  // namespace insightflow::testing
