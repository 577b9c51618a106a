// The day and the bucket of a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/ingestion/shape.hpp"
#include "domain/ingestion/timestamps.hpp"

namespace insightflow {

// As in FactColumns. utc_start_us means nothing for day rows.
struct RowTime {
    Grain grain = Grain::day;
    std::int32_t day = 0;
    std::int64_t bucket = 0;
    std::int64_t utc_start_us = 0;
    bool repeated_hour = false;  // of an hour row: clocks went back over the hour
    int days = 1;  // that the row stands for, day being the first; more than one only where they
                   // are to be spread
};

inline constexpr int period_days_max = 366;

// Whether the row writes its day with points, as in 31.1.2024.
bool has_dotted_day(const RowView& row);

// The grain of a row is told by the cells that it has, empty or not: a timestamp makes it an event; a date
// with an hour, or both in one cell, an hour row; a date alone, a day row. Where an event has a date too, the
// timestamp tells the bucket and the date the day. An hour that came twice, when clocks went back, is one
// bucket: fold.hpp says what becomes of two rows for it.
// Where rows are spread, a week, a month or a range of days is as many days from its first one on; else it is
// a fault.
class RowTimeReader {
public:
    // time_zone must be one.
    explicit RowTimeReader(std::string_view time_zone, std::optional<DateOrder> order = {},
                           Spread spread = Spread::none)
        : clock_(time_zone), order_(order), spread_(spread) {}

    // Means something only where no fault was found.
    RowTime read(const RowView& row, RowFindings& findings);

private:
    std::optional<std::int32_t> read_date(const RowView& row, RowFindings& findings);
    void read_hour(const RowView& row, RowTime& time, RowFindings& findings);
    // The field's cell as a date with a time of day; nullopt where that gives a fault. missing: that of no
    // value.
    std::optional<WrittenTime> read_written(const RowView& row, Field field, const Finding& missing,
                                            RowFindings& findings) const;
    void read_event(const RowView& row, RowTime& time, RowFindings& findings);
    void read_date_hour(const RowView& row, RowTime& time, RowFindings& findings);
    void set_hour(RowTime& time, int hour, std::string_view heading, RowFindings& findings);
    void read_period_end(const RowView& row, RowTime& time, RowFindings& findings) const;
    void read_week(const RowView& row, RowTime& time, RowFindings& findings) const;
    void read_month(const RowView& row, RowTime& time, RowFindings& findings) const;
    // Warns where the local time came never, or twice (as repeated says).
    LocalClock::Instant instant_of(std::int64_t local_us, std::string_view heading, const Finding& repeated,
                                   RowFindings& findings);

    LocalClock clock_;
    std::optional<DateOrder> order_;
    Spread spread_;
    // Files are mostly in order of days: the last one read is kept.
    std::string last_text_{};
    std::int32_t last_day_ = 0;
};

}  // namespace insightflow
