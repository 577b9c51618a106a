// The metrics of the catalogue as fields of a reply, and what qualifies them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/query/answer.hpp"
#include "http/core/field.hpp"

namespace insightflow::http {

// A metric that is always there and null where it is empty; or, twice optional, there where it was asked for.
template <class Owner>
constexpr auto metric_field(std::string_view name, std::optional<ExactNumber> Owner::*member,
                            std::string_view doc) {
    return nullable(name, member, doc);
}
template <class Owner>
constexpr auto metric_field(std::string_view name, std::optional<std::optional<ExactNumber>> Owner::*member,
                            std::string_view doc) {
    return omittable(name, member, doc);
}

// Every metric of the catalogue under its own name, in its order.
template <class Value>
struct MetricFieldsOf {
    Value impressions{}, clicks{}, cost{}, conversions{}, revenue{}, new_customers{}, ctr{}, cpc{}, cpm{},
        cvr{}, cpa{}, cac{}, roas{}, roi{}, aov{}, profit{};

    static constexpr auto fields() {
        using M = MetricFieldsOf;
        return std::tuple{
            metric_field("impressions", &M::impressions, "Times an ad was shown."),
            metric_field("clicks", &M::clicks, "Clicks on ads."),
            metric_field("cost", &M::cost, "Money spent on ads."),
            metric_field("conversions", &M::conversions,
                         "Actions that the platform credits to ads; may be fractional."),
            metric_field("revenue", &M::revenue, "Value of the conversions."),
            metric_field("new_customers", &M::new_customers, "Customers who bought for the first time."),
            metric_field("ctr", &M::ctr, "Click-through rate: clicks / impressions."),
            metric_field("cpc", &M::cpc, "Cost per click: cost / clicks."),
            metric_field("cpm", &M::cpm, "Cost per thousand impressions: 1000 x cost / impressions."),
            metric_field("cvr", &M::cvr, "Conversion rate: conversions / clicks."),
            metric_field("cpa", &M::cpa, "Cost per acquisition: cost / conversions."),
            metric_field("cac", &M::cac,
                         "Customer acquisition cost: cost / new_customers, a row without them counting its "
                         "conversions."),
            metric_field("roas", &M::roas, "Return on ad spend: revenue / cost."),
            metric_field("roi", &M::roi, "Return on investment: (revenue - cost) / cost."),
            metric_field("aov", &M::aov, "Average order value: revenue / conversions."),
            metric_field("profit", &M::profit, "revenue - cost."),
        };
    }
};

using MetricFields = MetricFieldsOf<std::optional<ExactNumber>>;
using ChosenMetricFields = MetricFieldsOf<std::optional<std::optional<ExactNumber>>>;

// The catalogue, and beside it the sums under the names of the older system.
template <class Value>
struct OlderTotalsOf : MetricFieldsOf<Value> {
    Value total_cost{}, total_revenue{}, total_clicks{}, total_impressions{}, total_conversions{};

    static constexpr auto fields() {
        using T = OlderTotalsOf;
        return std::tuple_cat(
            std::tuple{
                metric_field("total_cost", &T::total_cost, "Older name of cost."),
                metric_field("total_revenue", &T::total_revenue, "Older name of revenue."),
                metric_field("total_clicks", &T::total_clicks, "Older name of clicks."),
                metric_field("total_impressions", &T::total_impressions, "Older name of impressions."),
                metric_field("total_conversions", &T::total_conversions, "Older name of conversions."),
            },
            MetricFieldsOf<Value>::fields());
    }

    void copy_totals() {
        total_cost = this->cost;
        total_revenue = this->revenue;
        total_clicks = this->clicks;
        total_impressions = this->impressions;
        total_conversions = this->conversions;
    }
};

// The whole catalogue, in its order: what a query must ask for to fill MetricFields.
std::vector<Metric> all_metrics();

// values: one per metric of all_metrics().
void fill(MetricFields& fields, const std::vector<MetricValue>& values);
// values: one per metric.
void fill(ChosenMetricFields& fields, const std::vector<Metric>& metrics,
          const std::vector<MetricValue>& values);

// How money was converted.
struct ConversionFields {
    static constexpr std::string_view schema_name = "Conversion";
    std::string into{};
    std::vector<std::string> from{};
    std::int64_t older_rates = 0, missing_rates = 0;
    std::optional<Day> first_missing_day{};
    std::optional<std::string> first_missing_currency{};

    static constexpr auto fields() {
        using C = ConversionFields;
        return std::tuple{
            required("into", &C::into, "The workspace's reporting currency, of all money here."),
            required("from", &C::from, "Currencies of the money that was converted."),
            required(
                "older_rates", &C::older_rates,
                "Days of a currency that had no rate of their own: the last one before was taken, seven days "
                "old at most."),
            required("missing_rates", &C::missing_rates,
                     "Days of a currency without any rate: money that holds them is null."),
            nullable("first_missing_day", &C::first_missing_day, "The first of these days."),
            nullable("first_missing_currency", &C::first_missing_currency, "And its currency."),
        };
    }
};

// What an answer says of its own numbers.
struct AnswerMeta {
    static constexpr std::string_view schema_name = "AnswerMeta";
    std::vector<std::string> key{};
    std::int64_t rows = 0;
    std::optional<std::string> currency{};
    std::vector<std::pair<std::string, ExactNumber>> coverage{};
    std::optional<ExactNumber> estimated_revenue_share{};
    std::optional<ExactNumber> cac_fallback_share{};
    bool more_rows = false;
    std::optional<std::int64_t> commit_sequence{};
    std::optional<ConversionFields> conversion{};
    std::vector<std::string> warnings{};

    static constexpr auto fields() {
        using M = AnswerMeta;
        return std::tuple{
            required("key", &M::key,
                     "Names of the columns that tell the rows apart, in order; empty for one row over "
                     "everything."),
            required("rows", &M::rows, "Stored rows behind the answer."),
            nullable("currency", &M::currency,
                     "Currency of all money; null where there is no money or several currencies."),
            required("coverage", &M::coverage,
                     "Measures that only part of the rows carry, with that share of the rows."),
            nullable(
                "estimated_revenue_share", &M::estimated_revenue_share,
                "Share of revenue that was written from value_per_conversion; null where none was, and over "
                "several currencies."),
            nullable("cac_fallback_share", &M::cac_fallback_share,
                     "Share of the rows behind cac that counted conversions for want of new_customers; null "
                     "where none did."),
            required("more_rows", &M::more_rows, "limit left rows out."),
            nullable("commit_sequence", &M::commit_sequence,
                     "The commit that as_of meant: the same question as of it has the same answer for ever, "
                     "but for names and rates, which are those of now. Null where as_of was not given."),
            omittable(
                "conversion", &M::conversion,
                "How money was converted; absent where the workspace has no reporting currency, no money "
                "was asked for, or it is grouped by currency and so stays in each."),
            required("warnings", &M::warnings, "What else one must know to trust the numbers."),
        };
    }
};

AnswerMeta meta_of(const QueryAnswer& answer);

}  // namespace insightflow::http

namespace insightflow {

// The fields above are the catalogue in its order.
constexpr auto enum_names(Metric) {
    std::array<std::pair<Metric, std::string_view>, metric_count> names{};
    std::size_t at = 0;
    http::for_each_field<http::MetricFields>([&](const auto& field) {
        names[at] = {static_cast<Metric>(at), field.name};
        ++at;
    });
    return names;
}

}  // namespace insightflow
