#include "domain/metrics/catalogue.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

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
        case EmptyReason::no_rate: return "a currency has no rate on one of the days";
        case EmptyReason::too_large: return "it is too large to be shown";
    }
    return "";
}

ConvertedMoney converted_money(const PartSums& sums) {
    std::vector<WeightedAmounts> terms;
    for (const auto& [factor, amounts] : sums.rated->sums) terms.push_back({factor, amounts});
    const auto totals = weighted_sums(terms);
    ConvertedMoney money;
    for (std::size_t i = 0; i < money.size(); ++i)
        if (sums.of(money_parts[i]).rows > 0 && !sums.rated->lacks_rate[i]) money[i] = totals[i];
    return money;
}

namespace {

std::size_t place_of(Part part) {
    return static_cast<std::size_t>(std::ranges::find(money_parts, part) - money_parts.begin());
}

// Nothing of it is converted: all of it fits 128 bits.
Fraction plain_value(const MetricDefinition& definition, const PartSums& sums) {
    const auto part = [&sums](Part named) { return in_micros(named, sums.of(named).sum.value_or(0)); };
    Int128 numerator = part(definition.plus) * definition.multiplier;
    if (definition.minus) numerator -= part(*definition.minus);
    return {numerator, definition.divisor ? part(*definition.divisor) : Int128{micros_per_unit}};
}

BigFraction converted_value(const MetricDefinition& definition, const MetricParts& parts) {
    BigFraction value = parts.exact(definition.plus);
    if (definition.minus) value = value - parts.exact(*definition.minus);
    if (definition.multiplier != 1) value = value * Fraction{definition.multiplier, 1};
    return value / (definition.divisor ? parts.exact(*definition.divisor) : Fraction{micros_per_unit, 1});
}

template <class Holds>
bool any_part(const MetricDefinition& definition, Holds holds) {
    return holds(definition.plus) || (definition.minus && holds(*definition.minus)) ||
           (definition.divisor && holds(*definition.divisor));
}

}  // namespace

bool MetricParts::lacks_rate(Part part) const {
    return sums_.rated && is_money(part) && sums_.rated->lacks_rate[place_of(part)];
}

bool MetricParts::is_null(Part part) const {
    if (sums_.rated && is_money(part)) return !money_[place_of(part)];
    return !sums_.of(part).sum;
}

bool MetricParts::is_zero(Part part) const {
    if (sums_.rated && is_money(part)) return money_[place_of(part)]->is_zero();
    return sums_.of(part).sum == Int128{0};
}

BigFraction MetricParts::exact(Part part) const {
    if (sums_.rated && is_money(part)) return *money_[place_of(part)];
    return Fraction{in_micros(part, *sums_.of(part).sum), 1};
}

namespace {

EmptyReason why_empty(const MetricDefinition& definition, const MetricParts& parts) {
    const PartSums& sums = parts.sums();
    if (sums.rows == 0) return EmptyReason::no_rows;
    if (involves_money(definition) && sums.mixed_currencies()) return EmptyReason::mixed_currencies;
    if (any_part(definition, [&](Part part) { return parts.lacks_rate(part); })) return EmptyReason::no_rate;
    if (any_part(definition, [&](Part part) { return parts.is_null(part); }))
        return EmptyReason::part_is_null;
    if (definition.divisor && parts.is_zero(*definition.divisor)) return EmptyReason::divisor_is_zero;
    return EmptyReason::none;
}

}  // namespace

MetricValue derive(const MetricDefinition& definition, const MetricParts& parts) {
    MetricValue value;
    value.unit = definition.unit;
    value.is_ratio = definition.divisor.has_value();
    value.empty = why_empty(definition, parts);
    if (value.empty != EmptyReason::none) return value;
    if (!parts.sums().rated || !involves_money(definition)) {
        value.exact.emplace(plain_value(definition, parts.sums()));
        return value;
    }
    value.exact.emplace(converted_value(definition, parts));
    if (value.number()) return value;
    value.exact.reset();
    value.empty = EmptyReason::too_large;
    return value;
}

std::optional<ExactNumber> MetricValue::number() const {
    if (!exact) return std::nullopt;
    return exact->rounded(is_ratio ? ratio_decimals : 6);
}

}  // namespace insightflow
