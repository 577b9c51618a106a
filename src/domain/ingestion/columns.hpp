// Which field of a fact a heading means, and in which unit. The spellings are data: add one in
// heading_aliases.cpp.
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
    date_hour,   // day and hour in one cell: 2024-01-31 13:00:00
    week,        // the first day of a week that the row stands for
    month,       // a day of a month that the row stands for
    period_end,  // the last day that the row stands for, date being the first
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

inline constexpr std::size_t field_count = 25;
inline constexpr std::array<std::string_view, field_count> field_names{
    "date",     "timestamp",  "hour",         "date_hour",    "week",          "month",       "period_end",
    "platform", "account_id", "account_name", "campaign_id",  "campaign_name", "ad_group_id", "ad_group_name",
    "ad_id",    "ad_name",    "country",      "device",       "currency",      "impressions", "clicks",
    "cost",     "revenue",    "conversions",  "new_customers"};

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

constexpr bool is_measure(Field field) { return field >= Field::impressions; }
constexpr bool is_money(Field field) { return field == Field::cost || field == Field::revenue; }

enum class AmountUnit : std::uint8_t {
    units,   // as it is written
    micros,  // whole millionths
};

// Ranks of headings that mean nearly the field, or an odd unit of it; and of words that may mean another
// thing in another language.
inline constexpr int close_rank = 1;
inline constexpr int foreign_rank = 2;
// From here on the heading is none that is known, but like one (heading_likeness.hpp).
inline constexpr int likeness_rank = 100;

// What a heading says of its column. begins_period: the day is the first of those that the row stands for,
// where another column tells the last. rank: of two columns that mean one field the one of the lower rank is
// taken ("Clicks (all)" before "Link clicks"); of the same rank, they are two claims to it.
struct ColumnMeaning {
    Field field{};
    AmountUnit unit = AmountUnit::units;
    int rank = 0;
    bool begins_period = false;
    std::string currency{};  // of an amount whose heading names it: "Amount spent (EUR)"
    friend bool operator==(const ColumnMeaning&, const ColumnMeaning&) = default;
};

// A column named by its heading, in any spelling, and what it means; nullopt: nothing, whatever its heading.
struct ColumnChoice {
    std::string heading{};
    std::optional<ColumnMeaning> meaning{};
    friend bool operator==(const ColumnChoice&, const ColumnChoice&) = default;
};

// HEADING=FIELD, where FIELD is a name of field_names, one of an amount with _micros behind it, or "ignore".
// The last '=' counts. nullopt where it is none.
std::optional<ColumnChoice> column_choice(std::string_view text);
std::string text_of(const ColumnChoice& choice);

// Blanks at the ends gone, ASCII lower case, blanks, dashes and dots as single underscores: "Conv. value" ->
// "conv_value".
std::string normalise_heading(std::string_view heading);

// nullopt: the heading is none that we know, nor like one.
std::optional<ColumnMeaning> meaning_of_heading(std::string_view heading);

}  // namespace insightflow
