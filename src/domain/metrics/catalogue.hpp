// The one catalogue of metrics; every surface reads it. A metric is derived from summed parts as an exact
// fraction, never by averaging ratios. Formulas are the usual ones of performance marketing; see
// docs/metrics.md, which is printed from here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/metrics/part_sums.hpp"
#include "domain/money/big_fraction.hpp"
#include "domain/money/exact.hpp"

namespace insightflow {

enum class Metric : std::uint8_t {
    impressions,
    clicks,
    cost,
    conversions,
    revenue,
    new_customers,
    ctr,
    cpc,
    cpm,
    cvr,
    cpa,
    cac,
    roas,
    roi,
    aov,
    profit,
};

inline constexpr std::size_t metric_count = 16;

enum class Unit : std::uint8_t { count, money, ratio };
enum class GoodDirection : std::uint8_t { up, down, neutral };

// value = multiplier x (plus - minus) / divisor; minus and divisor may be absent.
struct MetricDefinition {
    Metric metric{};
    std::string_view name;
    Part plus{};
    std::optional<Part> minus{};
    std::optional<Part> divisor{};
    int multiplier = 1;
    Unit unit{};
    GoodDirection good{};
    std::string_view formula;
    std::string_view meaning;
    std::string_view empty_when;
};

std::span<const MetricDefinition, metric_count> metric_catalogue();
const MetricDefinition& definition_of(Metric metric);
std::optional<Metric> metric_named(std::string_view name);
inline std::string_view name_of(Metric metric) { return definition_of(metric).name; }
// Whether the metric needs cost or revenue: such a metric has no value over mixed currencies.
bool involves_money(const MetricDefinition& definition);

// Why a metric has no value.
enum class EmptyReason : std::uint8_t {
    none,
    no_rows,
    part_is_null,
    divisor_is_zero,
    mixed_currencies,
    no_rate,    // some of its money is of a currency and day without a rate
    too_large,  // converted, it is beyond what can be shown
};
std::string_view text_of(EmptyReason reason);

// exact is set when and only when empty is none. Ratios order and compare by exact; number is what is shown:
// sums as they are, ratios rounded half to even to ratio_decimals.
struct MetricValue {
    std::optional<BigFraction> exact{};
    EmptyReason empty = EmptyReason::none;
    std::optional<ExactNumber> number() const;
    Unit unit{};
    bool is_ratio = false;
};

inline constexpr int ratio_decimals = 9;

// The sums of money, by their place in money_parts, in micros of the currency that they are converted into.
// Nothing where no row carries the part, and where some of it has no rate.
using ConvertedMoney = std::array<std::optional<BigFraction>, money_parts.size()>;
ConvertedMoney converted_money(const PartSums& sums);

// Sums, and their money where it is converted: made once for all the metrics of a group.
class MetricParts {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): the sums are the parts.
    MetricParts(const PartSums& sums) : sums_(sums) {
        if (sums.rated) money_ = converted_money(sums);
    }
    const PartSums& sums() const { return sums_; }
    bool is_null(Part part) const;
    bool is_zero(Part part) const;
    bool lacks_rate(Part part) const;
    // Of a part that is not null: in micros, counts too.
    BigFraction exact(Part part) const;

private:
    const PartSums& sums_;
    ConvertedMoney money_{};
};

// The sums outlive the call.
MetricValue derive(const MetricDefinition& definition, const MetricParts& parts);
inline MetricValue derive(Metric metric, const MetricParts& parts) {
    return derive(definition_of(metric), parts);
}

}  // namespace insightflow
