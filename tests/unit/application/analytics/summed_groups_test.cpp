#include "application/analytics/summed_groups.hpp"

#include <gtest/gtest.h>

#include "application/analytics/campaign_insights.hpp"
#include "application/analytics/reference_rates.hpp"
#include "application/analytics/trend_report.hpp"
#include "unit/application/analytics/fake_analytics_store.hpp"

namespace insightflow::testing {
namespace {

const AuthorisedScope scope{.workspace = {7}, .permissions = Role::owner};
Day day(std::string_view text) { return parse_day(text).value(); }
ReferenceRate told(std::string_view date, std::string currency, std::string_view rate) {
    return {day(date), std::move(currency), parse_rate(rate).value()};
}

// One dollar for half a euro, and what it was asked.
class FakeRates final : public RateStore {
public:
    Result<RateChanges> put(WorkspaceId, const std::string& base, std::span<const ReferenceRate> rates,
                            const AuditEvent& event) override {
        put_base = base;
        events.push_back(event);
        return RateChanges{static_cast<std::int64_t>(rates.size()), 0, 0};
    }
    Result<std::int64_t> remove(WorkspaceId, const RateFilter&, const AuditEvent& event) override {
        events.push_back(event);
        return 3;
    }
    Result<StoredRates> list(WorkspaceId, const RateFilter&, const std::optional<RatePlace>&,
                             std::size_t limit) override {
        return StoredRates{"EUR", std::vector<ReferenceRate>(limit, told("2024-01-05", "USD", "2"))};
    }
    Result<RateTable> table(WorkspaceId, const std::set<std::string>& currencies,
                            const DayRange& days) override {
        asked.push_back({currencies, days});
        if (failure) return *failure;
        RateTable rates("EUR");
        rates.add(told("2024-01-05", "USD", "2"));
        return rates;
    }
    std::string put_base{};
    std::vector<AuditEvent> events{};
    std::vector<NeededRates> asked{};
    std::optional<Error> failure{};
};

class SummedGroupsTest : public ::testing::Test {
protected:
    AnalyticsPorts ports(AnalyticsStore& store) {
        return {&store, &rates_,
                [this](WorkspaceId id) { return id.value == 7 ? reporting_ : std::nullopt; }};
    }
    FakeRates rates_{};
    std::optional<std::string> reporting_ = "EUR";
};

MetricQuery cost_query() {
    MetricQuery query;
    query.metrics = {Metric::cost};
    return query;
}

TEST_F(SummedGroupsTest, TheAnswerIsInTheReportingCurrency) {
    FakeAnalyticsStore store({std::vector{group({"USD", "2024-01-06"}, 12, 4), group({"EUR", {}}, 1, 1)}});
    const auto answer = answer_query(cost_query(), scope, ports(store), {});
    ASSERT_TRUE(answer);
    EXPECT_EQ(store.plans[0].converts_into, "EUR");
    EXPECT_EQ(rates_.asked[0].currencies, (std::set<std::string>{"EUR", "USD"}));
    EXPECT_EQ(rates_.asked[0].days, (DayRange{day("2023-12-30"), day("2024-01-06")}));
    EXPECT_EQ(answer->rows[0].values[0].number()->text(), "7");
    EXPECT_EQ(answer->facts.conversion->older.size(), 1U);
    // Overlaps are looked for in what was asked.
    EXPECT_FALSE(store.overlap_plan.converts_into);
}

TEST_F(SummedGroupsTest, NothingIsConvertedWithoutAReportingCurrencyOrWithoutMoney) {
    FakeAnalyticsStore store({std::vector{group({}, 12, 4)}});
    MetricQuery clicks;
    clicks.metrics = {Metric::clicks};
    EXPECT_FALSE(answer_query(clicks, scope, ports(store), {})->facts.conversion);
    reporting_.reset();
    EXPECT_FALSE(answer_query(cost_query(), scope, ports(store), {})->facts.conversion);
    EXPECT_FALSE(store.plans[0].converts_into || store.plans[1].converts_into);
    EXPECT_TRUE(rates_.asked.empty());
}

TEST_F(SummedGroupsTest, RatesAreNotLookedUpWhereNoneIsNeeded) {
    FakeAnalyticsStore store({std::vector{group({"EUR", {}}, 12, 4)}});
    EXPECT_EQ(answer_query(cost_query(), scope, ports(store), {})->rows[0].values[0].number()->text(), "12");
    EXPECT_TRUE(rates_.asked.empty());
}

TEST_F(SummedGroupsTest, SeriesAndCampaignsAreConvertedLikewise) {
    FakeAnalyticsStore days({std::vector{group({"2024-01-05", "USD", "2024-01-05"}, 12, 4)}});
    TrendQuestion question;
    question.metrics = {Metric::cost};
    question.range = {day("2024-01-05"), day("2024-01-06")};
    const auto report = trend_report(question, scope, ports(days), [](WorkspaceId) { return Day{}; }, {});
    ASSERT_EQ(report->answer.rows.size(), 2U);
    EXPECT_EQ(report->answer.rows[0].values[0].number()->text(), "6");
    EXPECT_EQ(report->answer.rows[1].values[0].empty, EmptyReason::no_rows);

    // 1 and 1 half dollar cents are half a euro cent each, which only their sum shows.
    auto cell = [](const char* account) {
        GroupSums out = group({"meta_ads", account, "c1", "USD", "2024-01-05", "Name"}, 0, 1);
        out.sums.of(Part::cost).sum = 1;
        return out;
    };
    FakeAnalyticsStore campaigns({std::vector{cell("a1"), cell("a2")}});
    const auto insights = campaign_insights({"c1", {}, {}}, scope, ports(campaigns), {});
    EXPECT_EQ(insights->campaigns.size(), 2U);
    EXPECT_EQ(insights->answer.rows[0].values[2].number()->text(), "0.000001");
    EXPECT_EQ(insights->answer.facts.currency, "EUR");
}

TEST_F(SummedGroupsTest, FailuresOfEitherStoreAreHandedOn) {
    FakeAnalyticsStore slow({Error{ErrorCode::deadline_exceeded, "Too long.", {}}});
    EXPECT_EQ(answer_query(cost_query(), scope, ports(slow), {}).error().code, ErrorCode::deadline_exceeded);
    FakeAnalyticsStore store({std::vector{group({"USD", "2024-01-06"}, 12, 4)}});
    rates_.failure = Error{ErrorCode::unavailable, "The disk.", {}};
    EXPECT_EQ(answer_query(cost_query(), scope, ports(store), {}).error().code, ErrorCode::unavailable);
}

std::vector<std::string> faults_of(const Result<RateChanges>& result) {
    std::vector<std::string> places;
    for (const Fault& fault : result.error().faults) places.push_back(fault.pointer);
    return places;
}

TEST_F(SummedGroupsTest, RatesAreCheckedBeforeTheyAreStored) {
    const auto put = [&](NewRates given) { return put_rates(scope, given, {}, {}, rates_); };
    EXPECT_EQ(put({"EUR", {told("2024-01-05", "USD", "1.1")}})->added, 1);
    EXPECT_EQ(rates_.events[0].action, "fx.put");
    EXPECT_EQ(faults_of(put({"EUR", {}})), std::vector<std::string>{"#/body"});
    EXPECT_EQ(faults_of(put({"Euro", {told("2024-01-05", "USD", "1.1")}})),
              std::vector<std::string>{"#/body/base"});
    EXPECT_EQ(faults_of(put({"EUR",
                             {told("2024-01-05", "USD", "1.1"), told("2024-01-05", "USD", "1.1"),
                              told("2024-01-05", "USD", "1.2"), told("2024-01-05", "EUR", "1"),
                              told("2024-01-05", "QQQ", "1"), told("1980-01-05", "USD", "1")}})),
              (std::vector<std::string>{"#/body/rates/2/rate", "#/body/rates/3/currency",
                                        "#/body/rates/4/currency", "#/body/rates/5/date"}));
    NewRates many{"EUR", {}};
    many.rates.resize(rates_per_request_max + 1);
    EXPECT_EQ(put(many).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(rates_.events.size(), 1U);
}

TEST_F(SummedGroupsTest, RatesAreListedByPagesAndRemoved) {
    const RateFilter backwards{{day("2024-01-05"), day("2024-01-04")}, {}};
    EXPECT_EQ(list_rates(scope, backwards, {}, 2, rates_).error().faults[0].pointer, "#/query/to");
    EXPECT_EQ(remove_rates(scope, backwards, {}, {}, rates_).error().faults[0].pointer, "#/query/to");
    const auto page = list_rates(scope, {}, {}, 2, rates_);
    EXPECT_EQ(page->stored.rates.size(), 2U);
    EXPECT_EQ(page->next, (RatePlace{day("2024-01-05"), "USD"}));
    EXPECT_EQ(remove_rates(scope, {{day("2024-01-04"), {}}, "USD"}, {}, {}, rates_).value(), 3);
    EXPECT_EQ(rates_.events[0].detail, "USD from 2024-01-04");
}

}  // namespace
}  // namespace insightflow::testing
