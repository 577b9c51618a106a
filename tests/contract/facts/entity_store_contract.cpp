// The contract of EntityStore, run against every adapter.
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Key = std::vector<std::optional<std::string>>;

class EntityStoreContract : public StoreContract {
protected:
    static ListingPlan campaigns(WorkspaceId workspace = {1}) {
        ListingPlan plan;
        choose_columns(plan, EntityKind::campaign);
        plan.facts.workspace = workspace;
        plan.rows_max = 100;
        return plan;
    }
    static ListingPlan ordered(EntityColumn column, bool descending = false) {
        ListingPlan plan = campaigns();
        plan.order = {column, descending};
        return plan;
    }
    EntityPage list(const ListingPlan& plan) {
        auto page = entities().list(plan, {});
        EXPECT_TRUE(page) << page.error().message;
        return page ? std::move(*page) : EntityPage{};
    }
    // The ids of the listing's rows.
    std::vector<std::string> ids(const ListingPlan& plan) { return ids_of(list(plan), plan); }
    static std::vector<std::string> ids_of(const EntityPage& page, const ListingPlan& plan) {
        std::vector<std::string> out;
        for (const EntityRow& row : page.rows)
            out.push_back(row.group.key[plan.facts.keys.size() - 1].value());
        return out;
    }
    // The same listing read in pages of so many rows, as of the first page's commit.
    std::vector<Key> keys_in_pages(ListingPlan plan, std::size_t rows) {
        std::vector<Key> all;
        plan.rows_max = rows;
        for (;;) {
            const EntityPage page = list(plan);
            for (const EntityRow& row : page.rows) all.push_back(row.group.key);
            if (page.rows.size() < rows) return all;
            const Key& key = page.rows.back().group.key;
            plan.after =
                EntityPlace{page.rows.back().place,
                            {key.begin(), key.begin() + static_cast<std::ptrdiff_t>(plan.facts.keys.size())}};
            plan.facts.as_of = page.as_of;
        }
    }
};

INSTANTIATE_TEST_SUITE_P(, EntityStoreContract,
                         ::testing::Values(StoreKind::duckdb_in_file, StoreKind::duckdb_in_memory),
                         [](const auto& instance) { return name_of(instance.param); });

constexpr std::int64_t unit = micros_per_unit;
constexpr Day day_of_may(int day) { return first_of_may + std::chrono::days{day - 1}; }

FactRow campaign(std::string id, std::optional<std::string> name = {},
                 std::optional<std::int64_t> clicks = 1) {
    FactRow row{.line = campaign_line("p", std::move(id)), .clicks = clicks};
    row.names.campaign = std::move(name);
    return row;
}

TEST_P(EntityStoreContract, NoRowsAreNoEntities) {
    EXPECT_THAT(list(campaigns()).rows, IsEmpty());
    EXPECT_EQ(list(campaigns()).as_of, 0);
}

TEST_P(EntityStoreContract, AnEntityHasItsNamesDaysAndExactSums) {
    FactRow first = campaign("1", "Spring", 2);
    first.line.account_id = "a";
    first.names.account = "Shop";
    first.cost = 3 * unit;
    FactRow second = first;
    second.day = day_of_may(9);
    second.cost = 1;
    apply(staged(1, {first, second}));
    const EntityPage page = list(campaigns());
    EXPECT_EQ(page.as_of, 1);
    ASSERT_EQ(page.rows.size(), 1U);
    const EntityRow& row = page.rows[0];
    EXPECT_EQ(row.group.key, (Key{"p", "a", "1", "Shop", "Spring"}));
    EXPECT_EQ(row.first_day, day_of_may(1));
    EXPECT_EQ(row.last_day, day_of_may(9));
    EXPECT_EQ(row.group.sums.rows, 2);
    EXPECT_EQ(row.group.sums.of(Part::cost), (PartSum{3 * unit + 1, 2}));
    EXPECT_EQ(row.group.sums.of(Part::clicks), (PartSum{4, 2}));
    EXPECT_EQ(row.group.sums.of(Part::revenue), PartSum{});
    EXPECT_EQ(row.group.sums.first_currency, "USD");
    EXPECT_FALSE(row.source);
}

TEST_P(EntityStoreContract, ARangeBoundsTheSumsAlone) {
    FactRow early = campaign("1");
    FactRow late = campaign("1", {}, 10);
    late.day = day_of_may(9);
    apply(staged(1, {early, late, campaign("2")}));
    ListingPlan plan = campaigns();
    plan.facts.days = {day_of_may(2), day_of_may(9)};
    const EntityPage page = list(plan);
    ASSERT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.rows[0].group.sums.of(Part::clicks), (PartSum{10, 1}));
    EXPECT_EQ(page.rows[0].first_day, day_of_may(1));
    EXPECT_EQ(page.rows[1].group.sums, PartSums{});
    EXPECT_EQ(page.rows[1].last_day, day_of_may(1));
    plan.facts.days = {{}, day_of_may(1)};
    EXPECT_EQ(list(plan).rows[0].group.sums.of(Part::clicks), (PartSum{1, 1}));
}

TEST_P(EntityStoreContract, SourcesOfOneCampaignAreOneEntityAndRowsWithoutACampaignAreNone) {
    FactRow account_row{.line = {.platform = "p", .account_id = "a"}, .clicks = 9};
    apply(staged(1, {campaign("1", "Autumn"), account_row}, "one"));
    apply(staged(2, {campaign("1", "Spring")}, "two"));
    const EntityPage page = list(campaigns());
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].group.key.back(), "Spring");
    EXPECT_EQ(page.rows[0].group.sums.of(Part::clicks), (PartSum{2, 2}));
    ListingPlan of_one = campaigns();
    of_one.facts.filters = {{KeyColumn::source, {"one"}}};
    EXPECT_EQ(list(of_one).rows[0].group.key.back(), "Autumn");
}

TEST_P(EntityStoreContract, AdGroupsAndAdsAreKnownByAllAboveThem) {
    FactRow row{.clicks = 1};
    row.line = {"p", "a", "c", "g", "d", "DE", "mobile"};
    row.names = {"Account", "Campaign", "Group", "Ad"};
    FactRow other_country = row;
    other_country.line.country = "FR";
    apply(staged(1, {row, other_country}));
    ListingPlan plan = campaigns();
    choose_columns(plan, EntityKind::ad);
    ASSERT_EQ(list(plan).rows.size(), 1U);
    EXPECT_EQ(list(plan).rows[0].group.key,
              (Key{"p", "a", "c", "g", "d", "Account", "Campaign", "Group", "Ad"}));
    choose_columns(plan, EntityKind::ad_group);
    EXPECT_EQ(list(plan).rows[0].group.key, (Key{"p", "a", "c", "g", "Account", "Campaign", "Group"}));
    EXPECT_EQ(list(plan).rows[0].group.sums.of(Part::clicks), (PartSum{2, 2}));
}

TEST_P(EntityStoreContract, SourcesHaveTheirShapeAndTheirLastBatch) {
    ListingPlan plan = campaigns();
    choose_columns(plan, EntityKind::source);
    StagedBatch by_country = staged(1, {campaign("1")}, "web");
    by_country.shape.by_country = true;
    apply(by_country);
    apply(staged(2, {campaign("1")}, "app"));
    const StagedBatch last = staged(3, {campaign("2")}, "app");
    apply(last);
    const EntityPage page = list(plan);
    EXPECT_THAT(ids_of(page, plan), ElementsAre("app", "web"));
    EXPECT_EQ(page.rows[0].source->last_batch_id, last.batch_id);
    EXPECT_EQ(page.rows[0].source->shape, last.shape);
    EXPECT_EQ(page.rows[1].source->shape, by_country.shape);
    EXPECT_EQ(page.rows[0].group.sums.rows, 2);
}

TEST_P(EntityStoreContract, ASourceHasTheShapeThatItHadAtTheCommit) {
    ListingPlan plan = campaigns();
    choose_columns(plan, EntityKind::source);
    const StagedBatch first = staged(1, {campaign("1")});
    apply(first);
    undo(1);
    StagedBatch second = staged(2, {campaign("1")});
    second.shape.by_country = true;
    apply(second);
    EXPECT_EQ(list(plan).rows.at(0).source->shape, second.shape);
    plan.facts.as_of = 1;
    EXPECT_EQ(list(plan).rows.at(0).source->shape, first.shape);
}

TEST_P(EntityStoreContract, NamesAreFoundWithoutRegardToCaseAndNullContainsNothing) {
    apply(staged(1, {campaign("1", "Grüße %_ an Alle"), campaign("2", "Sale"), campaign("3")}));
    const auto found = [this](const char* text) {
        ListingPlan plan = campaigns();
        plan.name_contains = text;
        return ids(plan);
    };
    EXPECT_THAT(found("ALL"), ElementsAre("1"));
    EXPECT_THAT(found("GRÜSSE"), IsEmpty());
    EXPECT_THAT(found("GRÜ"), ElementsAre("1"));
    EXPECT_THAT(found("%_"), ElementsAre("1"));
    EXPECT_THAT(found("_"), ElementsAre("1"));
    EXPECT_THAT(found("al"), ElementsAre("1", "2"));
    EXPECT_THAT(found("' OR 1=1 --"), IsEmpty());
}

TEST_P(EntityStoreContract, EveryOrderHasNullLastAndTiesById) {
    FactRow dear = campaign("dear", "alpha", 5);
    dear.cost = 9 * unit;
    dear.impressions = 7;
    FactRow cheap = campaign("cheap", "Beta", 5);
    cheap.cost = 2 * unit;
    cheap.revenue = unit;
    cheap.day = day_of_may(3);
    FactRow bare = campaign("bare", {}, {});
    bare.conversions = unit;
    apply(staged(1, {dear, cheap, bare}));
    const auto by = [this](EntityColumn column, bool descending) { return ids(ordered(column, descending)); };
    using enum EntityColumn;
    EXPECT_THAT(by(name, false), ElementsAre("dear", "cheap", "bare"));
    EXPECT_THAT(by(name, true), ElementsAre("cheap", "dear", "bare"));
    EXPECT_THAT(by(id, true), ElementsAre("dear", "cheap", "bare"));
    EXPECT_THAT(by(first_day, true), ElementsAre("cheap", "bare", "dear"));
    EXPECT_THAT(by(last_day, false), ElementsAre("bare", "dear", "cheap"));
    EXPECT_THAT(by(impressions, true), ElementsAre("dear", "bare", "cheap"));
    EXPECT_THAT(by(clicks, false), ElementsAre("cheap", "dear", "bare"));
    EXPECT_THAT(by(cost, false), ElementsAre("cheap", "dear", "bare"));
    EXPECT_THAT(by(cost, true), ElementsAre("dear", "cheap", "bare"));
    EXPECT_THAT(by(conversions, true), ElementsAre("bare", "cheap", "dear"));
    EXPECT_THAT(by(revenue, true), ElementsAre("cheap", "bare", "dear"));
}

TEST_P(EntityStoreContract, MoneyOfSeveralCurrenciesIsOrderedAsNull) {
    FactRow dollars = campaign("mixed");
    dollars.cost = 100 * unit;
    FactRow euros = dollars;
    euros.day = day_of_may(2);
    euros.currency = "EUR";
    FactRow small = campaign("small");
    small.cost = unit;
    apply(staged(1, {dollars, euros, small}));
    EXPECT_THAT(ids(ordered(EntityColumn::cost, true)), ElementsAre("small", "mixed"));
}

// Ties, nulls and keys with nulls: whatever the order, pages give what one listing gives.
TEST_P(EntityStoreContract, PagesOfAnySizeAreTheWholeListingInEveryOrder) {
    std::vector<FactRow> rows;
    for (int i = 0; i < 12; ++i) {
        FactRow row = campaign("c" + std::to_string(i / 2), {}, {});
        row.line.platform = i % 4 == 0 ? "other" : "p";
        if (i % 3 != 0) row.line.account_id = "a" + std::to_string(i % 2);
        if (i % 2 == 0) row.names.campaign = "Name" + std::to_string(i % 3);
        if (i % 5 != 0) row.clicks = i % 4;
        if (i % 3 != 1) row.cost = (i % 4 - 2) * unit / 3;
        row.day = day_of_may(1 + i % 3);
        rows.push_back(row);
    }
    apply(staged(1, rows));
    using enum EntityColumn;
    for (const EntityColumn column :
         {name, id, first_day, last_day, impressions, clicks, cost, conversions, revenue}) {
        for (const bool descending : {false, true}) {
            const ListingPlan plan = ordered(column, descending);
            const auto whole = keys_in_pages(plan, 100);
            EXPECT_EQ(whole.size(), 12U);
            for (const std::size_t size : {1U, 5U})
                EXPECT_EQ(keys_in_pages(plan, size), whole) << static_cast<int>(column) << descending;
        }
    }
}

TEST_P(EntityStoreContract, LaterPagesAreAsOfTheFirstOnesCommit) {
    apply(staged(1, {campaign("1", "a", 10), campaign("2", "b", 20), campaign("3", "c", 30)}));
    ListingPlan plan = ordered(EntityColumn::clicks);
    const EntityPage before = list(plan);
    EXPECT_EQ(before.as_of, 1);
    // The first is restated behind the last, a new one comes in between.
    apply(staged(2, {campaign("1", "a", 99), campaign("4", "d", 25)}));
    EXPECT_THAT(ids(plan), ElementsAre("2", "4", "3", "1"));
    plan.facts.as_of = before.as_of;
    const EntityPage as_it_was = list(plan);
    EXPECT_EQ(as_it_was.as_of, 1);
    EXPECT_THAT(ids_of(as_it_was, plan), ElementsAre("1", "2", "3"));
    EXPECT_EQ(as_it_was.rows[0].group.sums, before.rows[0].group.sums);
    plan.facts.as_of = 2;
    EXPECT_THAT(ids(plan), ElementsAre("2", "4", "3", "1"));
}

TEST_P(EntityStoreContract, WorkspacesAreApart) {
    apply(staged(1, {campaign("1")}, "default", {1}));
    apply(staged(2, {campaign("2")}, "default", {2}));
    for (const std::optional<std::int64_t> as_of :
         {std::optional<std::int64_t>{}, std::optional<std::int64_t>{2}}) {
        ListingPlan plan = campaigns({2});
        plan.facts.as_of = as_of;
        EXPECT_THAT(ids(plan), ElementsAre("2"));
        choose_columns(plan, EntityKind::source);
        EXPECT_EQ(list(plan).rows.size(), 1U);
    }
}

TEST_P(EntityStoreContract, AStoppedListingGivesItsDeadline) {
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_EQ(entities().list(campaigns(), stopped.get_token()).error().code, ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace insightflow::testing
