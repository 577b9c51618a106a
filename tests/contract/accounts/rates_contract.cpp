// The stores of reference rates and of what is set for sources, over SQL.
#include "accounts_fixture.hpp"
#include "application/analytics/reference_rates.hpp"
#include "application/ingestion/source_settings.hpp"

namespace insightflow::testing {
namespace {

Day day(std::string_view text) { return parse_day(text).value(); }

class Rates : public AccountsTest {
protected:
    static ReferenceRate told(std::string_view date, std::string currency, std::string_view rate) {
        return {day(date), std::move(currency), parse_rate(rate).value()};
    }
    Result<RateChanges> put(const AuthorisedScope& scope, std::string base,
                            std::vector<ReferenceRate> rates) {
        return put_rates(scope, {std::move(base), std::move(rates)}, origin_, now_, store_->rates());
    }
    std::vector<ReferenceRate> listed(const RateFilter& filter) {
        return list_rates(owner(), filter, {}, 100, store_->rates()).value().stored.rates;
    }
};

TEST_F(Rates, AreStoredExactlyInPlaceOfOlderOnes) {
    const ReferenceRate fine = told("2024-01-05", "USD", "1.092100000001");
    EXPECT_EQ(put(owner(), "EUR", {told("2024-01-08", "USD", "1.0946"), fine}).value(),
              (RateChanges{2, 0, 0}));
    EXPECT_EQ(put(owner(), "EUR", {told("2024-01-08", "USD", "1.5"), fine}).value(), (RateChanges{0, 1, 1}));
    EXPECT_EQ(listed({}), (std::vector{fine, told("2024-01-08", "USD", "1.5")}));
    EXPECT_EQ(actions().back(), "fx.put");
    const std::size_t events = actions().size();
    EXPECT_EQ(put(owner(), "EUR", {fine}).value(), (RateChanges{0, 0, 1}));
    EXPECT_EQ(actions().size(), events) << "nothing has changed";
}

TEST_F(Rates, AWorkspaceHasOneBaseAndItsOwnRates) {
    ASSERT_TRUE(put(owner(), "EUR", {told("2024-01-05", "USD", "1.1")}));
    const auto refused = put(owner(), "USD", {told("2024-01-06", "EUR", "0.9")});
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    const AuthorisedScope other = stranger();
    EXPECT_TRUE(put(other, "USD", {told("2024-01-06", "EUR", "0.9")}));
    EXPECT_EQ(listed({}).size(), 1U);
    EXPECT_EQ(remove_rates(owner(), {}, origin_, now_, store_->rates()).value(), 1);
    EXPECT_EQ(remove_rates(owner(), {}, origin_, now_, store_->rates()).value(), 0);
    EXPECT_TRUE(put(owner(), "USD", {told("2024-01-06", "EUR", "0.9")})) << "with none left the base is free";
    EXPECT_EQ(list_rates(other, {}, {}, 9, store_->rates()).value().stored.base, "USD");
}

TEST_F(Rates, AreFilteredByDaysAndCurrencyAndGoOnAfterAPlace) {
    ASSERT_TRUE(put(owner(), "EUR",
                    {told("2024-01-05", "USD", "1"), told("2024-01-05", "GBP", "2"),
                     told("2024-01-06", "USD", "3"), told("2024-01-07", "GBP", "4")}));
    const RateFilter range{{day("2024-01-06"), day("2024-01-07")}, {}};
    EXPECT_EQ(listed(range).size(), 2U);
    EXPECT_EQ(listed({{}, "GBP"}).size(), 2U);
    const auto first = list_rates(owner(), {}, {}, 1, store_->rates()).value();
    EXPECT_EQ(first.next, (RatePlace{day("2024-01-05"), "GBP"}));
    const auto second = list_rates(owner(), {}, first.next, 10, store_->rates()).value();
    EXPECT_EQ(second.stored.rates.size(), 3U);
    EXPECT_FALSE(second.next);
    const auto table = store_->rates()
                           .table(default_workspace, {"GBP", "EUR"}, {day("2024-01-05"), day("2024-01-06")})
                           .value();
    EXPECT_EQ(table.factor("GBP", "EUR", day("2024-01-07"))->value, (Fraction{1, 2}));
    EXPECT_FALSE(table.factor("USD", "EUR", day("2024-01-07")));
}

TEST_F(Rates, WhatIsNoRateInTheTableIsABrokenWorld) {
    ASSERT_TRUE(put(owner(), "EUR", {told("2024-01-05", "USD", "1")}));
    attack("UPDATE fx_rate SET rate = '1e3'");
    EXPECT_THROW((void)store_->rates().list(default_workspace, {}, {}, 9), std::runtime_error);
}

TEST_F(Rates, AReportingCurrencyIsOfTheWorkspace) {
    const auto changed = update_workspace(owner(), {{}, {}, {}, "chf"}, origin_, now_, ports_);
    EXPECT_EQ(changed->reporting_currency, "CHF");
    EXPECT_EQ(get_workspace(owner(), ports_)->reporting_currency, "CHF");
    EXPECT_TRUE(authenticator_->refresh(now_));
    EXPECT_EQ(authenticator_->workspace(default_workspace)->reporting_currency, "CHF");
    const WorkspaceChange wrong{{}, {}, {}, "franc"};
    EXPECT_EQ(update_workspace(owner(), wrong, origin_, now_, ports_).error().faults[0].pointer,
              "#/body/reporting_currency");
    const std::optional<std::string> none;
    EXPECT_FALSE(update_workspace(owner(), {{}, {}, {}, none}, origin_, now_, ports_)->reporting_currency);
    EXPECT_FALSE(get_workspace(owner(), ports_)->reporting_currency);
}

TEST_F(Rates, WhatIsSetOfASourceComesBackWhole) {
    SourceSettings shop;
    shop.source = "shop";
    shop.platform = "meta_ads";
    shop.currency = "EUR";
    shop.time_zone = "Europe/Berlin";
    shop.value_per_conversion_micros = 2'500'000;
    shop.profile = "mine";
    shop.promotions = {{"Age of user", "age"}, {"Gender", "gender"}};
    shop.accounts = {{"act 1", {"USD", {}}}, {"b", {{}, "Asia/Kolkata"}}};
    SourceSettingStore& settings = store_->source_settings();
    const SourceSettingPorts ports{&settings, [](WorkspaceId, const std::string& name) {
                                       return Result<ProfileName>(ProfileName{name, 0});
                                   }};
    const auto stored = put_source_settings(owner(), shop, origin_, now_, ports);
    EXPECT_EQ(settings.find(default_workspace, "shop").value(), *stored);
    SourceSettings bare;
    bare.source = "bare";
    ASSERT_TRUE(put_source_settings(owner(), bare, origin_, now_, ports));
    EXPECT_EQ(settings.list(default_workspace, "", 9).value().size(), 2U);
    EXPECT_EQ(settings.list(default_workspace, "bare", 9).value().size(), 1U);
    EXPECT_FALSE(settings.find(stranger().workspace, "shop").value().changed_at);
    shop.accounts.clear();
    ASSERT_TRUE(put_source_settings(owner(), shop, origin_, now_, ports));
    EXPECT_TRUE(settings.find(default_workspace, "shop").value().accounts.empty());
    attack("UPDATE source_setting SET promotions = 'x'");
    EXPECT_THROW((void)settings.find(default_workspace, "shop"), std::runtime_error);
    attack("UPDATE source_setting SET promotions = NULL, account_settings = 'x'");
    EXPECT_THROW((void)settings.find(default_workspace, "shop"), std::runtime_error);
}

}  // namespace
}  // namespace insightflow::testing
