// What a row reports. impressions and clicks are whole counts; the others are decimals held in micros
// (DECIMAL(18,6)).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace insightflow {

enum class Measure : std::uint8_t { impressions, clicks, cost, revenue, conversions, new_customers };

inline constexpr std::size_t measure_count = 6;
// Of a source's own, beside these; decimals too.
inline constexpr std::size_t own_measures_max = 8;
inline constexpr std::array<Measure, measure_count> all_measures{
    Measure::impressions, Measure::clicks,      Measure::cost,
    Measure::revenue,     Measure::conversions, Measure::new_customers};
inline constexpr std::array<std::string_view, measure_count> measure_names{
    "impressions", "clicks", "cost", "revenue", "conversions", "new_customers"};

constexpr std::string_view name_of(Measure measure) {
    return measure_names[static_cast<std::size_t>(measure)];
}
// Counts are stored as they are, everything else in micros.
constexpr bool is_count(Measure measure) {
    return measure == Measure::impressions || measure == Measure::clicks;
}

}  // namespace insightflow
