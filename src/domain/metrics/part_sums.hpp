// The summed parts of one group of rows: all that metrics are derived from. Engines and cubes produce these,
// and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/metrics/measure.hpp"
#include "domain/money/exact.hpp"

namespace insightflow {

// The measures, and two sums that are not columns:
// estimated_revenue: the part of revenue that was written from value_per_conversion;
// acquired: coalesce(new_customers, conversions), the divisor of CAC.
enum class Part : std::uint8_t {
    impressions,
    clicks,
    cost,
    revenue,
    conversions,
    new_customers,
    estimated_revenue,
    acquired
};

inline constexpr std::size_t part_count = 8;
inline constexpr std::array<std::string_view, part_count> part_names{
    "impressions",       "clicks",  "cost", "revenue", "conversions", "new_customers",
    "estimated_revenue", "acquired"};

constexpr std::string_view name_of(Part part) { return part_names[static_cast<std::size_t>(part)]; }
constexpr bool is_count(Part part) { return part == Part::impressions || part == Part::clicks; }
constexpr bool is_money(Part part) {
    return part == Part::cost || part == Part::revenue || part == Part::estimated_revenue;
}

// sum: counts as they are, everything else in micros; nullopt where the part is null in every row.
// rows: rows that carry the part (the numerator of coverage).
struct PartSum {
    std::optional<Int128> sum{};
    std::int64_t rows = 0;
    friend bool operator==(const PartSum&, const PartSum&) = default;
};

inline constexpr std::array<Part, 3> money_parts{Part::cost, Part::revenue, Part::estimated_revenue};

// Money that is to be converted, not yet multiplied: sums in micros of each currency, of the parts in
// money_parts, by the factor of their currency and day. So groups of rows are added up without rounding.
struct RatedMoney {
    std::map<Fraction, std::array<Int128, money_parts.size()>> sums{};
    // Whether some of the part has no rate: its sum is then unknown.
    std::array<bool, money_parts.size()> lacks_rate{};
    friend bool operator==(const RatedMoney&, const RatedMoney&) = default;
};

struct PartSums {
    std::array<PartSum, part_count> parts{};
    std::int64_t rows = 0;
    // Set where money is converted: the parts of money then have their numbers of rows alone, and their
    // currency is the one that it is converted into.
    std::optional<RatedMoney> rated{};
    // Currencies of the rows that carry money: equal ends mean one currency; nullopt means no row carries
    // money.
    std::optional<std::string> first_currency{};
    std::optional<std::string> last_currency{};

    const PartSum& of(Part part) const { return parts[static_cast<std::size_t>(part)]; }
    PartSum& of(Part part) { return parts[static_cast<std::size_t>(part)]; }
    bool mixed_currencies() const { return first_currency != last_currency; }
    friend bool operator==(const PartSums&, const PartSums&) = default;
};

// A group's place: one entry per key column of the plan, in its order; nullopt is null.
struct GroupSums {
    std::vector<std::optional<std::string>> key{};
    PartSums sums{};
    friend bool operator==(const GroupSums&, const GroupSums&) = default;
};

}  // namespace insightflow
