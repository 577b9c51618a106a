// What the quality of a workspace's data is judged by: what its sources hold, by account and day, and what
// their last batches were. An adapter sums it up in one pass; the rules beside this file say what it means.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/ingestion/shape.hpp"
#include "domain/metrics/measure.hpp"
#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// Columns of a row that may be null: the measures in their order, then what the row is of.
inline constexpr std::size_t quality_field_count = measure_count + 4;
inline constexpr std::array<std::string_view, quality_field_count> quality_field_names{
    "impressions",   "clicks",     "cost",        "revenue", "conversions",
    "new_customers", "account_id", "campaign_id", "country", "device"};
inline constexpr std::size_t field_account_id = measure_count;
inline constexpr std::size_t field_campaign_id = measure_count + 1;
inline constexpr std::size_t field_country = measure_count + 2;
inline constexpr std::size_t field_device = measure_count + 3;

// Days that are looked at, up to the last one of each source: a year, and history for its first weeks.
inline constexpr std::int64_t quality_days_max = 400;
// Accounts' days in each currency that are looked at; of more the older days are left out.
inline constexpr std::size_t quality_cells_max = 500'000;
// Sources that are looked at: those of which a batch was applied last.
inline constexpr std::size_t quality_sources_max = 500;
// Batches of each source that are looked at: the last ones that count, or were rejected whole.
inline constexpr std::size_t quality_batches_max = 20;
// Days before the last batch of a source in which its habits of arriving are looked for.
inline constexpr std::int64_t quality_arrival_days_max = 60;

// How many rows there are, and in how many of them each field is not null.
struct FieldCounts {
    std::int64_t rows = 0;
    std::array<std::int64_t, quality_field_count> present{};
    friend bool operator==(const FieldCounts&, const FieldCounts&) = default;
};

void add(FieldCounts& total, const FieldCounts& part);

struct Spend {
    std::string currency{};
    Int128 micros = 0;
    friend bool operator==(const Spend&, const Spend&) = default;
};

// spend: one entry for each currency in which rows of the day carry cost, by currency.
struct DayFigures {
    Day day{};
    FieldCounts counts{};
    std::vector<Spend> spend{};
    friend bool operator==(const DayFigures&, const DayFigures&) = default;
};

// days: those with rows, in order. Null is an account, too.
struct AccountFigures {
    std::string platform{};
    std::optional<std::string> account_id{};
    std::vector<DayFigures> days{};
    friend bool operator==(const AccountFigures&, const AccountFigures&) = default;
};

// shown: its rows that are still shown as it brought them, neither confirmed later nor restated.
struct BatchFigures {
    BatchId batch_id{};
    Timestamp ended_at{};
    bool applied = true;  // else it was rejected whole
    std::int64_t received = 0;
    std::int64_t accepted = 0;
    std::optional<Day> first_day{};  // of its rows
    std::optional<Day> last_day{};
    FieldCounts shown{};
    friend bool operator==(const BatchFigures&, const BatchFigures&) = default;
};

// The last batch of a day on which any was applied, and the newest day that batches of that day brought.
struct Arrival {
    Timestamp at{};
    std::optional<Day> last_day{};
    friend bool operator==(const Arrival&, const Arrival&) = default;
};

// Lists are in order of time.
struct SourceFigures {
    std::string source{};
    Shape shape{};
    std::vector<AccountFigures> accounts{};
    std::vector<BatchFigures> batches{};
    std::vector<Arrival> arrivals{};
    friend bool operator==(const SourceFigures&, const SourceFigures&) = default;
};

// All of one commit of the workspace, its last one. sources: by name. days_from: the first day that was
// looked at where older ones were left out for want of room.
struct QualityFigures {
    std::int64_t commit_sequence = 0;
    std::vector<SourceFigures> sources{};
    std::optional<Day> days_from{};
    friend bool operator==(const QualityFigures&, const QualityFigures&) = default;
};

}  // namespace insightflow
