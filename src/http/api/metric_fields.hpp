// The metrics of the catalogue as fields of a reply, and what qualifies them.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/query/answer.hpp"
#include "http/core/field.hpp"

namespace insightflow::http {

// Every metric of the catalogue under its own name; null where it is empty.
struct MetricFields {
    std::optional<ExactNumber> impressions{}, clicks{}, cost{}, conversions{}, revenue{}, new_customers{},
        ctr{}, cpc{}, cpm{}, cvr{}, cpa{}, cac{}, roas{}, roi{}, aov{}, profit{};

    static constexpr auto fields() {
        using M = MetricFields;
        return std::tuple{
            nullable("impressions", &M::impressions, "Times an ad was shown."),
            nullable("clicks", &M::clicks, "Clicks on ads."),
            nullable("cost", &M::cost, "Money spent on ads."),
            nullable("conversions", &M::conversions,
                     "Actions that the platform credits to ads; may be fractional."),
            nullable("revenue", &M::revenue, "Value of the conversions."),
            nullable("new_customers", &M::new_customers, "Customers who bought for the first time."),
            nullable("ctr", &M::ctr, "Click-through rate: clicks / impressions."),
            nullable("cpc", &M::cpc, "Cost per click: cost / clicks."),
            nullable("cpm", &M::cpm, "Cost per thousand impressions: 1000 x cost / impressions."),
            nullable("cvr", &M::cvr, "Conversion rate: conversions / clicks."),
            nullable("cpa", &M::cpa, "Cost per acquisition: cost / conversions."),
            nullable("cac", &M::cac,
                     "Customer acquisition cost: cost / new_customers, a row without them counting its "
                     "conversions."),
            nullable("roas", &M::roas, "Return on ad spend: revenue / cost."),
            nullable("roi", &M::roi, "Return on investment: (revenue - cost) / cost."),
            nullable("aov", &M::aov, "Average order value: revenue / conversions."),
            nullable("profit", &M::profit, "revenue - cost."),
        };
    }
};

// The whole catalogue, in its order: what a query must ask for to fill MetricFields.
std::vector<Metric> all_metrics();

// values: one per metric of all_metrics().
void fill(MetricFields& fields, const std::vector<MetricValue>& values);

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
            required("warnings", &M::warnings, "What else one must know to trust the numbers."),
        };
    }
};

AnswerMeta meta_of(const QueryAnswer& answer);

}  // namespace insightflow::http
