// Everything that can be said of a row: faults, which reject it, and warnings, which do not. The codes are
// stable: senders' programs read them. A fault of a cell is shown with the cell's text behind the message.
#pragma once

#include <cstddef>
#include <string_view>

namespace insightflow {

struct Finding {
    std::string_view code;
    std::string_view message;
};

// Limits of texts, in bytes of UTF-8 after trimming.
inline constexpr std::size_t id_bytes_max = 256;
inline constexpr std::size_t name_bytes_max = 1024;
inline constexpr std::size_t label_bytes_max = 64;  // platform, country, device
inline constexpr std::size_t number_bytes_max = 512;
inline constexpr std::size_t extras_bytes_max = 64 * 1024;  // the unknown columns of one row, as JSON

// Ids that begin so are made from names; nobody else may write them.
inline constexpr std::string_view name_id_prefix = "name:";

namespace fault {

inline constexpr Finding wrong_type{"wrong_type", "a value of this type cannot stand here"};
inline constexpr Finding too_long{
    "too_long",
    "the text is too long: an id may have 256 bytes, a name or a dimension of your own "
    "1024, any other text 64"};
static_assert(id_bytes_max == 256 && name_bytes_max == 1024 && label_bytes_max == 64);
inline constexpr Finding control_character{"control_character", "the text holds a control character"};
inline constexpr Finding reserved_id{"reserved_id",
                                     "ids that begin with 'name:' are made from names and cannot be given"};
inline constexpr Finding missing_platform{"missing_platform",
                                          "the row names no platform, and no platform option was given"};
inline constexpr Finding unknown_currency{"unknown_currency", "not a currency code of ISO 4217"};

inline constexpr Finding currency_conflict{"currency_conflict",
                                           "the heading of the amounts names another currency than the row"};

inline constexpr Finding missing_date{"missing_date", "the row has no date"};
inline constexpr Finding not_a_date{"not_a_date", "not a date, such as 2024-01-31"};
inline constexpr Finding no_such_day{"no_such_day", "no such day in the calendar"};
inline constexpr Finding day_out_of_range{"day_out_of_range",
                                          "the day is before 1990-01-01 or after 2100-12-31"};
inline constexpr Finding missing_timestamp{"missing_timestamp", "the row has no timestamp"};
inline constexpr Finding not_a_timestamp{
    "not_a_timestamp",
    "not a timestamp of the form YYYY-MM-DDTHH:MM:SS, with Z, an offset, or neither (local time)"};
inline constexpr Finding no_such_time{"no_such_time", "no such time of day or offset"};
inline constexpr Finding several_days{
    "several_days",
    "the row stands for several days, and a fact is of one: export it by day, or say spread=even"};
inline constexpr Finding period_backwards{"period_backwards", "the row ends before it begins"};
inline constexpr Finding period_too_long{"period_too_long", "the row stands for more than 366 days"};
inline constexpr Finding not_a_full_hour{"not_a_full_hour", "not the beginning of an hour"};
inline constexpr Finding missing_hour{"missing_hour", "the row has no hour"};
inline constexpr Finding no_such_hour{"no_such_hour", "not an hour from 0 to 23"};

inline constexpr Finding missing_version{"missing_version",
                                         "the row has no version, which the column of versions must tell"};
inline constexpr Finding not_a_version{"not_a_version", "a version is a whole number, a date or a timestamp"};

inline constexpr Finding not_a_number{"not_a_number", "not a number"};
inline constexpr Finding number_too_long{"too_long", "the number is too long: it may have 512 characters"};
static_assert(number_bytes_max == 512);
inline constexpr Finding not_finite{"not_finite", "NaN and infinity are not amounts"};
inline constexpr Finding hex_number{"hex_number", "hexadecimal numbers are not read"};
inline constexpr Finding misplaced_separator{
    "misplaced_separator", "the separators do not group thousands: 1,234.50, 1.234,50 and 1 234,50 are read"};
inline constexpr Finding other_decimal_mark{
    "other_decimal_mark", "the number is written with another decimal mark than the rest of the file"};
// Never told: it makes the file be looked at as a whole (conventions.hpp).
inline constexpr Finding undecided{"undecided", "how the file writes this is not decided"};
inline constexpr Finding currency_sign{"currency_sign",
                                       "write the amount alone, and the currency in its own column"};
inline constexpr Finding percent_sign{"percent_sign", "a percentage is not an amount"};
inline constexpr Finding not_whole{"not_whole", "a count must be a whole number"};
inline constexpr Finding out_of_range{"out_of_range", "the number is too large"};
inline constexpr Finding negative_count{"negative_count", "a count cannot be negative"};
inline constexpr Finding revenue_out_of_range{"revenue_out_of_range",
                                              "conversions x value_per_conversion is too large"};
inline constexpr Finding extras_too_long{"extras_too_long",
                                         "the columns that are not known hold more than 64 KiB in this row"};

inline constexpr Finding not_the_sum{
    "not_the_sum",
    "the row has no day of its own and names no campaign, and is not the sum of the other rows"};
inline constexpr Finding collision{"collision",
                                   "other rows of this batch have the same key and other values"};
inline constexpr Finding collision_in_part{
    "collision_in_part", "other rows of this key collide, and the sum of the rest would not be the whole"};
inline constexpr Finding collision_currencies{"collision_currencies",
                                              "rows of the same key in different currencies cannot be added"};
inline constexpr Finding collision_out_of_range{"collision_out_of_range",
                                                "the sum of the rows of the same key is too large"};

}  // namespace fault

namespace warning {

inline constexpr Finding rounded{"rounded", "more than six decimals: rounded half to even"};
inline constexpr Finding estimate_rounded{
    "estimate_rounded",
    "conversions x value_per_conversion has more than six decimals: rounded half to even"};
inline constexpr Finding negative_value{"negative_value", "negative: kept as a credit, refund or correction"};
inline constexpr Finding no_measure{
    "no_measure", "the row carries no value: what was there before it is replaced by nothing"};
inline constexpr Finding clicks_over_impressions{"clicks_over_impressions", "more clicks than impressions"};
inline constexpr Finding conversions_over_clicks{"conversions_over_clicks", "more conversions than clicks"};
inline constexpr Finding customers_over_conversions{"customers_over_conversions",
                                                    "more new customers than conversions"};
inline constexpr Finding skipped_local_time{
    "skipped_local_time",
    "this local time did not exist (clocks went forward): taken as the moment of the change"};
inline constexpr Finding repeated_local_time{
    "repeated_local_time", "this local time came twice (clocks went back): taken as the first"};
inline constexpr Finding repeated_hour{
    "repeated_hour", "clocks went back over this hour, so it stands for two: two rows of it are added"};
inline constexpr Finding timestamp_truncated{"timestamp_truncated",
                                             "finer than a microsecond: the rest was cut off"};
inline constexpr Finding hour_not_used{"hour_not_used", "rows with a timestamp do not use the hour column"};
inline constexpr Finding spread_evenly{
    "spread_evenly", "these rows stand for several days: each day has an equal part, which is an estimate"};
inline constexpr Finding outside_range{"outside_range",
                                       "the day is outside of the range that the file says it is about"};
inline constexpr Finding named_and_numbered{
    "named_and_numbered", "rows give this name without an id, others give it with an id: they count as two"};

}  // namespace warning

}  // namespace insightflow
