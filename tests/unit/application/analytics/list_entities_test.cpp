#include "application/analytics/list_entities.hpp"

#include <gtest/gtest.h>

#include "unit/application/analytics/fake_analytics_store.hpp"

namespace insightflow::testing {
namespace {

class FakeEntityStore final : public EntityStore {
public:
    explicit FakeEntityStore(std::size_t rows) : rows_(rows) {}
    Result<EntityPage> list(const ListingPlan& plan, std::stop_token) override {
        plans.push_back(plan);
        if (failure) return *failure;
        EntityPage page{{}, plan.facts.as_of.value_or(5)};
        for (std::size_t i = 0; i < std::min(rows_, plan.rows_max); ++i) {
            EntityRow row;
            row.group.key = {"p", std::nullopt, "c" + std::to_string(i), "Account", "Campaign"};
            row.place = std::to_string(i);
            page.rows.push_back(row);
        }
        return page;
    }
    std::vector<ListingPlan> plans{};
    std::optional<Error> failure{};

private:
    std::size_t rows_;
};

const AuthorisedScope scope{.workspace = {7}, .permissions = Role::viewer};
const KeyedHash keyed_hash = [](std::string_view text) {
    return std::to_string(std::hash<std::string_view>{}(text));
};

struct Listed {
    FakeEntityStore entities;
    FakeAnalyticsStore analytics{{std::vector<GroupSums>{}}};
    Result<EntityList> ask(const EntityQuestion& question) {
        return list_entities(question, scope, {entities, analytics, keyed_hash}, {});
    }
};

EntityQuestion campaigns(std::size_t limit) {
    EntityQuestion question;
    question.kind = EntityKind::campaign;
    question.limit = limit;
    return question;
}

TEST(ListEntities, TheNextPageBeginsAfterTheLastRowAsOfTheFirstPagesCommit) {
    Listed listed{FakeEntityStore(3)};
    EntityQuestion question = campaigns(2);
    const auto first = listed.ask(question);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->rows.size(), 2U);
    EXPECT_EQ(first->as_of, 5);
    EXPECT_EQ(first->key_names, (std::vector<std::string>{"platform", "account_id", "campaign_id",
                                                          "account_name", "campaign_name"}));
    ASSERT_TRUE(first->next);
    EXPECT_EQ(listed.entities.plans[0].facts.workspace, scope.workspace);
    EXPECT_EQ(listed.entities.plans[0].rows_max, 3U);
    EXPECT_FALSE(listed.entities.plans[0].after);

    question.cursor = first->next;
    question.limit = 9;
    const auto second = listed.ask(question);
    ASSERT_TRUE(second) << "another limit is the same listing";
    EXPECT_EQ(listed.entities.plans[1].facts.as_of, 5);
    EXPECT_EQ(listed.entities.plans[1].after, (EntityPlace{"1", {"p", std::nullopt, "c1"}}));
    EXPECT_FALSE(second->next);
}

TEST(ListEntities, APageThatIsJustFullIsTheLast) {
    Listed listed{FakeEntityStore(2)};
    EXPECT_FALSE(listed.ask(campaigns(2))->next);
}

TEST(ListEntities, ContradictionsAndForeignCursorsAreNotAsked) {
    Listed listed{FakeEntityStore(3)};
    EntityQuestion question = campaigns(2);
    question.range = {parse_day("2024-05-02"), parse_day("2024-05-01")};
    EXPECT_EQ(listed.ask(question).error().faults.at(0).pointer, "#/query/to");
    const auto first = listed.ask(campaigns(2));
    question = campaigns(2);
    question.kind = EntityKind::ad_group;
    question.cursor = first->next;
    EXPECT_EQ(listed.ask(question).error().faults.at(0).pointer, "#/query/cursor");
    EXPECT_EQ(listed.entities.plans.size(), 1U);
}

TEST(ListEntities, WarnsOfSourcesThatOverlapWhereTheyAreAddedUp) {
    Listed listed{FakeEntityStore(0)};
    const Day day = std::chrono::year{2024} / 1 / 31;
    listed.analytics.overlapping = {{"meta_ads", "a1", {"one", "two"}, day, day}};
    EXPECT_EQ(listed.ask(campaigns(2))->warnings.size(), 1U);
    EXPECT_EQ(listed.analytics.overlap_plan, listed.entities.plans[0].facts);
    EntityQuestion sources = campaigns(2);
    sources.kind = EntityKind::source;
    EXPECT_TRUE(listed.ask(sources)->warnings.empty());
}

TEST(ListEntities, FailuresAreHandedOn) {
    Listed listed{FakeEntityStore(0)};
    listed.entities.failure = Error{ErrorCode::deadline_exceeded, "Too long.", {}};
    EXPECT_EQ(listed.ask(campaigns(2)).error().code, ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace insightflow::testing
