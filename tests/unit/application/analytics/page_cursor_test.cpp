#include "application/analytics/page_cursor.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace insightflow::testing {
namespace {

// No code to trust, but one that differs with the key and with every text.
KeyedHash keyed(std::string key) {
    return [key](std::string_view text) {
        return std::to_string(std::hash<std::string>{}(key + std::string(text)));
    };
}

const PageCursor cursor{{"2:Gr\xC3\xBC\xC3\x9F"
                         "e-",
                         {"meta_ads", std::nullopt, "", "-:1"}},
                        42};

ListingPlan plan_of(EntityKind kind = EntityKind::campaign) {
    ListingPlan plan;
    choose_columns(plan, kind);
    plan.facts.workspace = {7};
    plan.rows_max = 3;
    return plan;
}

void expect_refused(std::string_view text, std::string_view scope = "scope", const char* key = "k") {
    const auto opened = open_cursor(text, scope, keyed(key));
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_argument);
    ASSERT_EQ(opened.error().faults.size(), 1U);
    EXPECT_EQ(opened.error().faults[0].pointer, "#/query/cursor");
}

TEST(PageCursor, OpensAsItWasSealed) {
    EXPECT_EQ(*open_cursor(seal_cursor(cursor, "scope", keyed("k")), "scope", keyed("k")), cursor);
    const PageCursor of_null{{std::nullopt, {"a"}}, 0};
    EXPECT_EQ(*open_cursor(seal_cursor(of_null, "scope", keyed("k")), "scope", keyed("k")), of_null);
}

TEST(PageCursor, AnotherKeyOrScopeIsRefused) {
    const std::string text = seal_cursor(cursor, "scope", keyed("k"));
    expect_refused(text, "scope", "another");
    expect_refused(text, "scope2");
    expect_refused(text, "");
}

TEST(PageCursor, EveryChangedCharacterIsRefused) {
    const std::string text = seal_cursor(cursor, "scope", keyed("k"));
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        expect_refused(changed);
        expect_refused(text.substr(0, i));
    }
    expect_refused(text + "A");
    expect_refused("." + text);
    for (const char* garbage : {"", ".", "a", "a.b.c", "%", "=="}) expect_refused(garbage);
}

TEST(PageCursor, TheScopeIsEverythingOfTheQuestionButThePage) {
    const std::string scope = cursor_scope(plan_of());
    ListingPlan plan = plan_of();
    plan.rows_max = 99;
    plan.after = cursor.after;
    plan.facts.as_of = 3;
    EXPECT_EQ(cursor_scope(plan), scope);

    std::vector<ListingPlan> others(9, plan_of());
    others[0].facts.workspace = {8};
    others[1].facts.filters = {{KeyColumn::platform, {"a"}}};
    others[2].facts.filters = {{KeyColumn::source, {"a"}}};
    others[3].facts.days.from = parse_day("2024-01-01");
    others[4].facts.days.to = parse_day("2024-01-01");
    others[5].name_contains = "a";
    others[6].order.column = EntityColumn::cost;
    others[7].order.descending = true;
    others[8] = plan_of(EntityKind::ad);
    for (std::size_t i = 0; i < others.size(); ++i) {
        EXPECT_NE(cursor_scope(others[i]), scope) << i;
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_NE(cursor_scope(others[i]), cursor_scope(others[j])) << i << j;
    }
}

}  // namespace
}  // namespace insightflow::testing
