#include "application/ingestion/source_settings.hpp"

#include <gtest/gtest.h>

#include <map>

#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

const AuthorisedScope scope{.workspace = {7}, .permissions = Role::owner};

class FakeSettings final : public SourceSettingStore {
public:
    Result<std::vector<SourceSettings>> list(WorkspaceId, const std::string& after,
                                             std::size_t limit) override {
        std::vector<SourceSettings> found;
        for (auto at = kept.upper_bound(after); at != kept.end() && found.size() < limit; ++at)
            found.push_back(at->second);
        return found;
    }
    Result<SourceSettings> find(WorkspaceId, const std::string& source) override {
        const auto found = kept.find(source);
        if (found != kept.end()) return found->second;
        SourceSettings none;
        none.source = source;
        return none;
    }
    Result<void> put(WorkspaceId, const SourceSettings& settings, const AuditEvent& event) override {
        kept[settings.source] = settings;
        events.push_back(event);
        return {};
    }
    std::map<std::string, SourceSettings> kept{};
    std::vector<AuditEvent> events{};
};

SourceSettingPorts ports_of(FakeSettings& store) {
    const auto named = [](WorkspaceId, const std::string& name) -> Result<ProfileName> {
        if (name == "mine") return ProfileName{name, 3};
        if (name == "unreadable") return Error{ErrorCode::unavailable, "the disk"};
        return invalid_argument("There is no such profile.", {{"#/query/profile", "must be mine"}});
    };
    return {&store, named, nullptr};
}

SourceSettings shop() {
    SourceSettings settings;
    settings.source = "shop";
    settings.platform = "AdWords";
    settings.currency = "usd";
    settings.time_zone = "America/New_York";
    settings.value_per_conversion_micros = 2'500'000;
    settings.accounts = {{"act_1", {"eur", "Europe/Berlin"}}, {"act_2", {"gbp", {}}}};
    return settings;
}

TEST(SourceSettings, AreStoredInTheirNormalSpelling) {
    FakeSettings store;
    const auto stored =
        put_source_settings(scope, shop(), {}, Timestamp{std::chrono::seconds{9}}, ports_of(store));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->platform, "google_ads");
    EXPECT_EQ(stored->currency, "USD");
    EXPECT_EQ(stored->accounts.at("act_1").currency, "EUR");
    EXPECT_EQ(get_source_settings(scope, "shop", store).value(), *stored);
    EXPECT_FALSE(get_source_settings(scope, "other", store)->changed_at);
    EXPECT_EQ(store.events[0].action, "source.set");
    EXPECT_EQ(store.events[0].detail,
              "platform google_ads, currency USD, time zone America/New_York, value per conversion 2.5, 2 "
              "accounts");
}

TEST(SourceSettings, AllFaultsComeAtOnce) {
    FakeSettings store;
    SourceSettings wrong = shop();
    wrong.platform = "\xff";
    wrong.currency = "dollar";
    wrong.time_zone = "New York";
    wrong.value_per_conversion_micros = -1;
    wrong.accounts = {{"act_1", {"QQQ", "Mars"}}, {" act_2", {}}, {"", {}}};
    const auto refused = put_source_settings(scope, wrong, {}, {}, ports_of(store));
    ASSERT_FALSE(refused);
    std::vector<std::string> places;
    for (const Fault& fault : refused.error().faults) places.push_back(fault.pointer);
    EXPECT_EQ(places, (std::vector<std::string>{"#/body/platform", "#/body/currency", "#/body/time_zone",
                                                "#/body/value_per_conversion", "#/body/accounts/",
                                                "#/body/accounts/%20act_2", "#/body/accounts/act_1/currency",
                                                "#/body/accounts/act_1/time_zone"}));
    wrong = shop();
    wrong.source = "a b";
    EXPECT_EQ(put_source_settings(scope, wrong, {}, {}, ports_of(store)).error().faults[0].pointer,
              "#/path/source");
    EXPECT_EQ(get_source_settings(scope, "", store).error().faults[0].pointer, "#/path/source");
    wrong = shop();
    for (std::size_t i = 0; i <= accounts_of_a_source_max; ++i)
        wrong.accounts[std::to_string(i)] = {"USD", {}};
    EXPECT_EQ(put_source_settings(scope, wrong, {}, {}, ports_of(store)).error().faults[0].pointer,
              "#/body/accounts");
    EXPECT_TRUE(store.kept.empty());
}

TEST(SourceSettings, AreListedByPages) {
    FakeSettings store;
    for (const char* name : {"a", "b", "c"}) store.kept[name].source = name;
    const auto first = list_source_settings(scope, "", 2, store);
    EXPECT_EQ(first->sources.size(), 2U);
    EXPECT_EQ(first->next, "b");
    const auto last = list_source_settings(scope, "b", 2, store);
    EXPECT_EQ(last->sources.size(), 1U);
    EXPECT_FALSE(last->next);
}

TEST(SourceSettings, TheBatchsOwnOptionsCountMore) {
    const RequestedOptions bare = with_settings({}, shop());
    EXPECT_EQ(bare.platform, "AdWords");
    EXPECT_EQ(bare.currency, "usd");
    EXPECT_EQ(bare.time_zone, "America/New_York");
    EXPECT_EQ(bare.value_per_conversion_micros, 2'500'000);
    EXPECT_EQ(bare.accounts, shop().accounts);

    RequestedOptions own;
    own.currency = "JPY";
    const RequestedOptions in_yen = with_settings(own, shop());
    EXPECT_EQ(in_yen.currency, "JPY");
    EXPECT_EQ(in_yen.accounts, (SettingsOfAccounts{{"act_1", {{}, "Europe/Berlin"}}}));

    own = {};
    own.platform = "meta";
    own.time_zone = "UTC";
    own.value_per_conversion_micros = 0;
    const RequestedOptions others = with_settings(own, shop());
    EXPECT_EQ(others.platform, "meta");
    EXPECT_EQ(others.time_zone, "UTC");
    EXPECT_EQ(others.value_per_conversion_micros, 0);
    EXPECT_EQ(others.accounts, (SettingsOfAccounts{{"act_1", {"eur", {}}}, {"act_2", {"gbp", {}}}}));
}

TEST(SourceSettings, NameAProfileThatThereIs) {
    FakeSettings store;
    SourceSettings wanted = shop();
    wanted.profile = "mine";
    const auto stored = put_source_settings(scope, wanted, {}, {}, ports_of(store));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->profile, "mine");
    EXPECT_TRUE(store.events[0].detail.ends_with(", profile mine"));
    EXPECT_EQ(with_settings({}, *stored).profile, "mine");
    RequestedOptions own;
    own.profile = "generic";
    EXPECT_EQ(with_settings(own, *stored).profile, "generic");
    wanted.profile = "yours";
    wanted.currency = "dollar";
    const auto refused = put_source_settings(scope, wanted, {}, {}, ports_of(store));
    ASSERT_EQ(refused.error().faults.size(), 2U);
    EXPECT_EQ(refused.error().faults[1], (Fault{"#/body/profile", "must be mine"}));
    wanted.profile = "unreadable";
    EXPECT_EQ(put_source_settings(scope, wanted, {}, {}, ports_of(store)).error().code,
              ErrorCode::unavailable);
}

TEST(SourceSettings, EveryPromotionIsJudged) {
    FakeSettings store;
    SourceSettings wanted = shop();
    wanted.promotions = {{"Age", "age"}, {"age", "Age"}};
    const auto refused = put_source_settings(scope, wanted, {}, {}, ports_of(store));
    ASSERT_EQ(refused.error().faults.size(), 2U);
    EXPECT_EQ(refused.error().faults[0].pointer, "#/body/promotions/1/column");
    EXPECT_EQ(refused.error().faults[1].pointer, "#/body/promotions/1/name");
    wanted.promotions.pop_back();
    const auto stored = put_source_settings(scope, wanted, {}, {}, ports_of(store));
    ASSERT_TRUE(stored);
    EXPECT_TRUE(store.events[0].detail.ends_with(", dimension Age=age"));
    EXPECT_EQ(with_settings({}, *stored).promotions, wanted.promotions);
    EXPECT_EQ(resolve_options(with_settings({}, *stored))->promotions, wanted.promotions);
}

TEST(SourceSettings, ASourceIsToldWithTheShapeOfItsRows) {
    FakeSettings store;
    SourceSettingPorts ports = ports_of(store);
    EXPECT_FALSE(get_source(scope, "shop", ports)->shape);
    FakeFactStore facts;
    facts.shape = Shape{};
    ports.facts = &facts;
    EXPECT_EQ(get_source(scope, "shop", ports)->shape, Shape{});
    EXPECT_EQ(get_source(scope, "shop", ports)->settings.source, "shop");
    EXPECT_FALSE(get_source(scope, "", ports));
}

}  // namespace
}  // namespace insightflow::testing
