// What a query can group and filter by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace insightflow {

enum class Dimension : std::uint8_t {
    date,
    source,
    platform,
    account,
    campaign,
    ad_group,
    ad,
    country,
    device,
    currency
};

inline constexpr std::size_t dimension_count = 10;
inline constexpr std::array<Dimension, dimension_count> all_dimensions{
    Dimension::date,     Dimension::source, Dimension::platform, Dimension::account, Dimension::campaign,
    Dimension::ad_group, Dimension::ad,     Dimension::country,  Dimension::device,  Dimension::currency};
inline constexpr std::array<std::string_view, dimension_count> dimension_names{
    "date", "source", "platform", "account", "campaign", "ad_group", "ad", "country", "device", "currency"};

constexpr std::string_view name_of(Dimension dimension) {
    return dimension_names[static_cast<std::size_t>(dimension)];
}

}  // namespace insightflow
