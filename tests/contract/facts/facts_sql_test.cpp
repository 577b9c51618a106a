// The text of every plan shape, compared with tests/golden/sql. INSIGHTFLOW_WRITE_GOLDEN=1 writes the files
// anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/sql_text/changes_sql.hpp"
#include "adapters/sql_text/facts_sql.hpp"
#include "adapters/sql_text/listing_sql.hpp"
#include "adapters/sql_text/quality_sql.hpp"

namespace insightflow::sql_text {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Shape {
    const char* name;
    FactsPlan plan;
};

constexpr Day from = std::chrono::year{2024} / 1 / 1;
constexpr Day to = std::chrono::year{2024} / 3 / 31;

FactsPlan plan(std::vector<KeyColumn> keys, std::vector<NameColumn> names, std::vector<RowFilter> filters,
               DayRange days = {from, to}) {
    return {WorkspaceId{7}, days, std::move(keys), std::move(names), std::move(filters), 500, TimeGrain::day};
}

FactsPlan at_grain(TimeGrain grain, FactsPlan plan) {
    plan.grain = grain;
    return plan;
}

FactsPlan as_of(std::int64_t commit, FactsPlan plan) {
    plan.as_of = commit;
    return plan;
}

FactsPlan converting(FactsPlan plan) {
    plan.converts_into = "EUR";
    return plan;
}

std::vector<Shape> shapes() {
    using enum KeyColumn;
    using enum NameColumn;
    return {
        {"total", plan({}, {}, {}, {})},
        {"total_in_days", plan({}, {}, {})},
        {"total_from_day_filtered",
         plan({}, {}, {{platform, {"google_ads", "meta_ads"}}, {country, {"DE"}}}, {from, {}})},
        {"by_day", plan({day}, {}, {})},
        {"by_day_as_of", as_of(42, plan({day}, {}, {}))},
        {"by_week", at_grain(TimeGrain::week, plan({day}, {}, {}))},
        {"by_month_and_campaign",
         at_grain(TimeGrain::month, plan({day, platform, account_id, campaign_id}, {campaign_name}, {}))},
        {"by_platform_to_convert", converting(plan({platform, currency, rate_day}, {}, {}))},
        {"by_platform_to_day", plan({platform}, {}, {}, {{}, to})},
        {"by_source_and_currency", plan({source, currency}, {}, {})},
        {"by_campaign_with_names",
         plan({platform, account_id, campaign_id}, {account_name, campaign_name}, {{campaign_id, {"c1"}}})},
        {"by_ad_with_names", plan({platform, account_id, campaign_id, ad_group_id, ad_id},
                                  {campaign_name, ad_group_name, ad_name}, {})},
        {"by_day_platform_country_device", plan({day, platform, country, device}, {}, {})},
        {"all_filters", plan({}, {},
                             {{day, {"2024-02-29", "not a day"}},
                              {source, {"s"}},
                              {platform, {"p"}},
                              {account_id, {"a"}},
                              {campaign_id, {"c"}},
                              {ad_group_id, {"g"}},
                              {ad_id, {"d"}},
                              {country, {"DE"}},
                              {device, {"mobile"}},
                              {currency, {"EUR", "USD"}}})},
    };
}

struct ListingShape {
    const char* name;
    ListingPlan plan;
};

ListingPlan listing(EntityKind kind, EntityOrder order, std::vector<RowFilter> filters = {},
                    DayRange days = {}) {
    ListingPlan plan;
    choose_columns(plan, kind);
    plan.facts.workspace = {7};
    plan.facts.filters = std::move(filters);
    plan.facts.days = days;
    plan.order = order;
    plan.rows_max = 51;
    return plan;
}

std::vector<ListingShape> listing_shapes() {
    ListingPlan page = listing(EntityKind::ad, {EntityColumn::cost, true},
                               {{KeyColumn::platform, {"google_ads"}}}, {from, to});
    page.name_contains = "needle' OR 1=1";
    page.after = EntityPlace{"12.500000", {"google_ads", "1", "c", std::nullopt, "needle"}};
    page.facts.as_of = 42;
    ListingPlan after_null = listing(EntityKind::campaign, {EntityColumn::name, false});
    after_null.after = EntityPlace{std::nullopt, {"google_ads", "1", "c"}};
    return {
        {"list_sources_by_name", listing(EntityKind::source, {})},
        {"list_campaigns_by_clicks_from_day",
         listing(EntityKind::campaign, {EntityColumn::clicks, false}, {}, {from, {}})},
        {"list_campaigns_after_null", after_null},
        {"list_ad_groups_by_last_day", listing(EntityKind::ad_group, {EntityColumn::last_day, true})},
        {"list_ads_as_of_second_page", page},
    };
}

struct ValueText {
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const std::string& value) const { return "'" + value + "'"; }
    std::string operator()(Day value) const { return day_text(value); }
};

std::string rendered(const SqlQuery& query) {
    std::string text = query.text;
    for (std::size_t i = 0; i < query.params.size(); ++i) {
        text += "-- $" + std::to_string(i + 1) + " = " + std::visit(ValueText{}, query.params[i]) + "\n";
    }
    return text;
}

void expect_golden(const std::string& name, const SqlQuery& query) {
    const std::filesystem::path file = std::filesystem::path(GOLDEN_FOLDER) / (name + ".sql");
    if (std::getenv("INSIGHTFLOW_WRITE_GOLDEN") != nullptr) std::ofstream(file) << rendered(query);
    std::ostringstream golden;
    golden << std::ifstream(file).rdbuf();
    EXPECT_EQ(rendered(query), golden.str()) << file;
}

TEST(FactsSql, EveryShapeIsAsInItsGoldenFile) {
    for (const Shape& shape : shapes()) expect_golden(shape.name, facts_query(shape.plan));
    expect_golden("overlaps_in_days_filtered",
                  overlap_query(plan({KeyColumn::day}, {}, {{KeyColumn::platform, {"google_ads"}}})));
}

TEST(ChangesSql, IsAsInItsGoldenFileWithoutAValueInTheText) {
    const ChangesPlan asked{plan({}, {}, {{KeyColumn::campaign_id, {"needle' OR 1=1"}}}), 17, 42, 11};
    expect_golden("changes_in_days_filtered", changes_query(asked));
    expect_golden("causes", causes_query(asked));
    for (const SqlQuery& query : {changes_query(asked), causes_query(asked)}) {
        EXPECT_THAT(query.text, Not(HasSubstr("needle")));
        EXPECT_THAT(query.text, Not(HasSubstr("42")));
        EXPECT_THAT(query.text, HasSubstr("workspace = $1"));
        EXPECT_EQ(std::get<std::int64_t>(query.params.at(0)), 7);
    }
}

TEST(ListingSql, EveryShapeIsAsInItsGoldenFile) {
    for (const ListingShape& shape : listing_shapes()) expect_golden(shape.name, listing_query(shape.plan));
    expect_golden("source_traits", source_traits_query(WorkspaceId{7}, 42));
}

TEST(QualitySql, IsAsInItsGoldenFiles) {
    const WorkspaceId workspace{7};
    expect_golden("quality_sources", quality_sources_query(workspace));
    expect_golden("quality_cells", quality_cells_query(workspace, Day{}));
    expect_golden("quality_batches", quality_batches_query(workspace));
    expect_golden("quality_arrivals", quality_arrivals_query(workspace));
    expect_golden("quality_shown", quality_shown_query(workspace, 42));
}

TEST(ListingSql, NoValueIsPartOfTheTextAndEveryOneCarriesTheWorkspace) {
    for (const ListingShape& shape : listing_shapes()) {
        const SqlQuery query = listing_query(shape.plan);
        EXPECT_THAT(query.text, Not(HasSubstr("needle")));
        EXPECT_THAT(query.text, Not(HasSubstr("12.5")));
        EXPECT_THAT(query.text, HasSubstr("f.workspace = $1"));
        EXPECT_EQ(std::get<std::int64_t>(query.params.at(0)), 7);
    }
}

TEST(FactsSql, NoValueIsPartOfTheText) {
    const FactsPlan asked = plan({}, {}, {{KeyColumn::campaign_id, {"needle' OR 1=1"}}});
    for (const SqlQuery& query : {facts_query(asked), overlap_query(asked)}) {
        EXPECT_THAT(query.text, Not(HasSubstr("needle")));
        EXPECT_THAT(query.text, Not(HasSubstr("2024")));
    }
}

TEST(FactsSql, EveryFilterCarriesTheWorkspace) {
    for (const Shape& shape : shapes()) {
        for (const SqlQuery& query : {facts_query(shape.plan), overlap_query(shape.plan)}) {
            EXPECT_THAT(query.text, HasSubstr("f.workspace = $1"));
            EXPECT_EQ(std::get<std::int64_t>(query.params.at(0)), 7);
        }
    }
}

}  // namespace
}  // namespace insightflow::sql_text
