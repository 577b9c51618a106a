#include "domain/metrics/catalogue.hpp"

#include <cassert>

namespace insightflow {
namespace {

using enum Part;

constexpr MetricDefinition sum(Metric metric, Part part, Unit unit, GoodDirection good,
                               std::string_view meaning) {
    return {metric, name_of(part), part, {}, {}, 1, unit, good, "sum", meaning, "no row carries it"};
}

constexpr std::array<MetricDefinition, metric_count> catalogue{
    sum(Metric::impressions, impressions, Unit::count, GoodDirection::up, "Times an ad was shown."),
    sum(Metric::clicks, clicks, Unit::count, GoodDirection::up, "Clicks on ads."),
    sum(Metric::cost, cost, Unit::money, GoodDirection::neutral, "Money spent on ads."),
    sum(Metric::conversions, conversions, Unit::count, GoodDirection::up,
        "Actions that the platform credits to ads; may be fractional."),
    sum(Metric::revenue, revenue, Unit::money, GoodDirection::up, "Value of the conversions."),
    sum(Metric::new_customers, new_customers, Unit::count, GoodDirection::up,
        "Customers who bought for the first time."),
    MetricDefinition{Metric::ctr,
                     "ctr",
                     clicks,
                     {},
                     impressions,
                     1,
                     Unit::ratio,
                     GoodDirection::up,
                     "clicks / impressions",
                     "Click-through rate.",
                     "impressions = 0"},
    MetricDefinition{Metric::cpc,
                     "cpc",
                     cost,
                     {},
                     clicks,
                     1,
                     Unit::money,
                     GoodDirection::down,
                     "cost / clicks",
                     "Cost per click.",
                     "clicks = 0"},
    MetricDefinition{Metric::cpm,
                     "cpm",
                     cost,
                     {},
                     impressions,
                     1000,
                     Unit::money,
                     GoodDirection::down,
                     "1000 x cost / impressions",
                     "Cost per thousand impressions.",
                     "impressions = 0"},
    MetricDefinition{Metric::cvr,
                     "cvr",
                     conversions,
                     {},
                     clicks,
                     1,
                     Unit::ratio,
                     GoodDirection::up,
                     "conversions / clicks",
                     "Conversion rate.",
                     "clicks = 0"},
    MetricDefinition{Metric::cpa,
                     "cpa",
                     cost,
                     {},
                     conversions,
                     1,
                     Unit::money,
                     GoodDirection::down,
                     "cost / conversions",
                     "Cost per acquisition (conversion).",
                     "conversions = 0"},
    MetricDefinition{
        Metric::cac,
        "cac",
        cost,
        {},
        acquired,
        1,
        Unit::money,
        GoodDirection::down,
        "cost / new_customers, a row without new_customers counting its conversions",
        "Customer acquisition cost; the answer says which share of rows fell back to conversions.",
        "divisor = 0"},
    MetricDefinition{Metric::roas,
                     "roas",
                     revenue,
                     {},
                     cost,
                     1,
                     Unit::ratio,
                     GoodDirection::up,
                     "revenue / cost",
                     "Return on ad spend.",
                     "cost = 0"},
    MetricDefinition{Metric::roi, "roi", revenue, cost, cost, 1, Unit::ratio, GoodDirection::up,
                     "(revenue - cost) / cost", "Return on investment.", "cost = 0"},
    MetricDefinition{Metric::aov,
                     "aov",
                     revenue,
                     {},
                     conversions,
                     1,
                     Unit::money,
                     GoodDirection::up,
                     "revenue / conversions",
                     "Average order value.",
                     "conversions = 0"},
    MetricDefinition{Metric::profit,
                     "profit",
                     revenue,
                     cost,
                     {},
                     1,
                     Unit::money,
                     GoodDirection::up,
                     "revenue - cost",
                     "What remains of revenue after ad cost.",
                     "revenue or cost is carried by no row"},
};

// Counts are brought to micros, so that every part has one unit and a ratio's units cancel.
Int128 in_micros(Part part, Int128 sum) { return is_count(part) ? sum * micros_per_unit : sum; }

}  // namespace

std::span<const MetricDefinition, metric_count> metric_catalogue() { return catalogue; }

const MetricDefinition& definition_of(Metric metric) {
    const auto& definition = catalogue[static_cast<std::size_t>(metric)];
    assert(definition.metric == metric);
    return definition;
}

std::optional<Metric> metric_named(std::string_view name) {
    for (const auto& definition : catalogue)
        if (definition.name == name) return definition.metric;
    return std::nullopt;
}

bool involves_money(const MetricDefinition& definition) {
    return is_money(definition.plus) || (definition.divisor && is_money(*definition.divisor));
}

std::string_view text_of(EmptyReason reason) {
    switch (reason) {
        case EmptyReason::none: break;
        case EmptyReason::no_rows: return "no rows";
        case EmptyReason::part_is_null: return "a part of it is reported by no row";
        case EmptyReason::divisor_is_zero: return "its divisor is zero";
        case EmptyReason::mixed_currencies: return "the rows are in several currencies";
    }
    return "";
}

MetricValue derive(const MetricDefinition& definition, const PartSums& sums) {
    MetricValue value;
    value.unit = definition.unit;
    value.is_ratio = definition.divisor.has_value();
    const auto empty = [&value](EmptyReason reason) {
        value.empty = reason;
        return value;
    };
    if (sums.rows == 0) return empty(EmptyReason::no_rows);
    if (involves_money(definition) && sums.mixed_currencies()) return empty(EmptyReason::mixed_currencies);

    const auto& plus = sums.of(definition.plus).sum;
    if (!plus) return empty(EmptyReason::part_is_null);
    Int128 numerator = in_micros(definition.plus, *plus) * definition.multiplier;
    if (definition.minus) {
        const auto& minus = sums.of(*definition.minus).sum;
        if (!minus) return empty(EmptyReason::part_is_null);
        numerator -= in_micros(*definition.minus, *minus);
    }
    Int128 denominator = micros_per_unit;
    if (definition.divisor) {
        const auto& divisor = sums.of(*definition.divisor).sum;
        if (!divisor) return empty(EmptyReason::part_is_null);
        if (*divisor == 0) return empty(EmptyReason::divisor_is_zero);
        denominator = in_micros(*definition.divisor, *divisor);
    }
    value.exact = Fraction{numerator, denominator};
    return value;
}

std::optional<ExactNumber> MetricValue::number() const {
    if (!exact) return std::nullopt;
    return rounded(*exact, is_ratio ? ratio_decimals : 6);
}

}  // namespace insightflow
