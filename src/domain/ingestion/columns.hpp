// Which field of a fact a heading means. The spellings are data: add one in columns.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/metrics/measure.hpp"

namespace insightflow {

enum class Field : std::uint8_t {
    date,
    timestamp,
    hour,
    platform,
    account_id,
    account_name,
    campaign_id,
    campaign_name,
    ad_group_id,
    ad_group_name,
    ad_id,
    ad_name,
    country,
    device,
    currency,
    impressions,
    clicks,
    cost,
    revenue,
    conversions,
    new_customers,
};

inline constexpr std::size_t field_count = 21;
inline constexpr std::array<std::string_view, field_count> field_names{
    "date",        "timestamp",     "hour",         "platform",      "account_id", "account_name",
    "campaign_id", "campaign_name", "ad_group_id",  "ad_group_name", "ad_id",      "ad_name",
    "country",     "device",        "currency",     "impressions",   "clicks",     "cost",
    "revenue",     "conversions",   "new_customers"};

constexpr std::string_view name_of(Field field) { return field_names[static_cast<std::size_t>(field)]; }

// The fields that tell a line, in the order in which they are judged.
inline constexpr std::array line_fields{Field::platform,      Field::account_id,    Field::account_name,
                                        Field::campaign_id,   Field::campaign_name, Field::ad_group_id,
                                        Field::ad_group_name, Field::ad_id,         Field::ad_name,
                                        Field::country,       Field::device};

// The measures stand in the order of Measure.
constexpr Field field_of(Measure measure) {
    return static_cast<Field>(static_cast<std::size_t>(Field::impressions) +
                              static_cast<std::size_t>(measure));
}

// Blanks at the ends gone, ASCII lower case, blanks, dashes and dots as single underscores: "Conv. value" ->
// "conv_value".
std::string normalise_heading(std::string_view heading);

// nullopt: the heading is none that we know.
std::optional<Field> field_of_heading(std::string_view heading);

}  // namespace insightflow
