#include "domain/ingestion/row_time.hpp"

#include "domain/ingestion/cells.hpp"

namespace insightflow {
namespace {

constexpr std::int32_t day_number(Day day) {
    return static_cast<std::int32_t>(day.time_since_epoch().count());
}

constexpr std::int64_t day_of(std::int64_t us) {
    return us >= 0 ? us / us_per_day : -((-us + us_per_day - 1) / us_per_day);
}

// An hour of several days is of none of them.
void refuse_hour_of_days(const RowView& row, const RowTime& time, RowFindings& findings) {
    if (time.days > 1 && row.has(Field::hour))
        findings.fault(row.heading(Field::hour), fault::several_days, row.at(Field::hour).text);
}

}  // namespace

bool has_dotted_day(const RowView& row) {
    const auto is_dotted = [&row](Field field) {
        const std::string_view text = row.at(field).text;
        return text.size() > 2 && (text[1] == '.' || text[2] == '.');
    };
    return is_dotted(Field::date) || is_dotted(Field::timestamp) || is_dotted(Field::date_hour);
}

RowTime RowTimeReader::read(const RowView& row, RowFindings& findings) {
    RowTime time;
    if (row.has(Field::timestamp)) {
        read_event(row, time, findings);
        return time;
    }
    if (row.has(Field::date_hour)) {
        read_date_hour(row, time, findings);
        return time;
    }
    if (!row.has(Field::date) && (row.has(Field::week) || row.has(Field::month))) {
        row.has(Field::week) ? read_week(row, time, findings) : read_month(row, time, findings);
        refuse_hour_of_days(row, time, findings);
        return time;
    }
    const auto day = read_date(row, findings);
    if (day)
        time.day = *day;
    else
        findings.fault(row.heading(Field::date), fault::missing_date);
    if (day && row.has(Field::period_end)) read_period_end(row, time, findings);
    refuse_hour_of_days(row, time, findings);
    time.bucket = time.day;
    if (row.has(Field::hour)) read_hour(row, time, findings);
    return time;
}

// A faulty date is a day too, so that it is not reported as missing on top.
std::optional<std::int32_t> RowTimeReader::read_date(const RowView& row, RowFindings& findings) {
    const Cell& cell = row.at(Field::date);
    if (cell.kind == CellKind::text && !cell.text.empty() && cell.text == last_text_) return last_day_;
    const auto day = read_day(cell, order_);
    if (day.fault) {
        findings.fault(row.heading(Field::date), *day.fault, cell.text);
        return 0;
    }
    if (!day.value) return std::nullopt;
    last_text_.assign(cell.text);
    last_day_ = day_number(*day.value);
    return last_day_;
}

void RowTimeReader::read_hour(const RowView& row, RowTime& time, RowFindings& findings) {
    time.grain = Grain::hour;
    const Cell& cell = row.at(Field::hour);
    const auto hour = insightflow::read_hour(cell);
    if (hour.fault)
        findings.fault(row.heading(Field::hour), *hour.fault, cell.text);
    else if (!hour.value)
        findings.fault(row.heading(Field::hour), fault::missing_hour);
    if (findings.faulty()) return;
    set_hour(time, *hour.value, row.heading(Field::hour), findings);
}

void RowTimeReader::set_hour(RowTime& time, int hour, std::string_view heading, RowFindings& findings) {
    time.bucket = std::int64_t{time.day} * hours_per_day + hour;
    const LocalClock::Instant instant =
        instant_of(time.bucket * us_per_hour, heading, warning::repeated_hour, findings);
    time.utc_start_us = instant.utc_us;
    time.repeated_hour = instant.place == LocalClock::Place::repeated;
}

// A local hour; one with an offset would be an instant, and the hour of the account's clock not told.
void RowTimeReader::read_date_hour(const RowView& row, RowTime& time, RowFindings& findings) {
    time.grain = Grain::hour;
    const std::string_view heading = row.heading(Field::date_hour);
    const std::string_view text = row.at(Field::date_hour).text;
    const auto written = read_written(row, Field::date_hour, fault::missing_date, findings);
    if (!written) return;
    const std::int64_t local_us = written->local_us;
    time.day = static_cast<std::int32_t>(day_of(local_us));
    const std::int64_t in_day_us = local_us - time.day * us_per_day;
    if (in_day_us % us_per_hour != 0 || written->offset_us)
        return findings.fault(heading, fault::not_a_full_hour, text);
    if (time.day < day_number(fact_day_min) || time.day > day_number(fact_day_max))
        return findings.fault(heading, fault::day_out_of_range, text);
    set_hour(time, static_cast<int>(in_day_us / us_per_hour), heading, findings);
}

void RowTimeReader::read_period_end(const RowView& row, RowTime& time, RowFindings& findings) const {
    const Cell& cell = row.at(Field::period_end);
    const std::string_view heading = row.heading(Field::period_end);
    const auto end = read_day(cell, order_);
    if (end.fault) return findings.fault(heading, *end.fault, cell.text);
    if (!end.value) return findings.fault(heading, fault::missing_date);
    if (findings.faulty()) return;
    const std::int32_t days = day_number(*end.value) - time.day + 1;
    if (days == 1) return;
    if (days < 1) return findings.fault(heading, fault::period_backwards, cell.text);
    if (days > period_days_max) return findings.fault(heading, fault::period_too_long, cell.text);
    if (spread_ == Spread::none) return findings.fault(heading, fault::several_days, cell.text);
    time.days = days;
}

void RowTimeReader::read_week(const RowView& row, RowTime& time, RowFindings& findings) const {
    constexpr int days_of_a_week = 7;
    const Cell& cell = row.at(Field::week);
    const auto day = read_day(cell, order_);
    if (day.fault) return findings.fault(row.heading(Field::week), *day.fault, cell.text);
    if (!day.value) return findings.fault(row.heading(Field::week), fault::missing_date);
    if (spread_ == Spread::none)
        return findings.fault(row.heading(Field::week), fault::several_days, cell.text);
    time.day = day_number(*day.value);
    time.bucket = time.day;
    time.days = days_of_a_week;
}

void RowTimeReader::read_month(const RowView& row, RowTime& time, RowFindings& findings) const {
    const Cell& cell = row.at(Field::month);
    const auto first = insightflow::read_month(cell, order_);
    if (first.fault) return findings.fault(row.heading(Field::month), *first.fault, cell.text);
    if (!first.value) return findings.fault(row.heading(Field::month), fault::missing_date);
    if (spread_ == Spread::none)
        return findings.fault(row.heading(Field::month), fault::several_days, cell.text);
    const std::chrono::year_month_day date{*first.value};
    const Day last{date.year() / date.month() / std::chrono::last};
    time.day = day_number(*first.value);
    time.bucket = time.day;
    time.days = static_cast<int>((last - *first.value).count()) + 1;
}

std::optional<WrittenTime> RowTimeReader::read_written(const RowView& row, Field field,
                                                       const Finding& missing, RowFindings& findings) const {
    const Cell& cell = row.at(field);
    const std::string_view heading = row.heading(field);
    const auto text = read_text(cell, label_bytes_max);
    const ParsedTime parsed = text.value ? parse_timestamp(*text.value, order_) : ParsedTime{};
    if (text.fault)
        findings.fault(heading, *text.fault, cell.text);
    else if (!text.value)
        findings.fault(heading, missing);
    else if (parsed.fault)
        findings.fault(heading, *parsed.fault, *text.value);
    return parsed.value;
}

void RowTimeReader::read_event(const RowView& row, RowTime& time, RowFindings& findings) {
    time.grain = Grain::event;
    const auto date = read_date(row, findings);
    if (row.has(Field::hour)) findings.warn(row.heading(Field::hour), warning::hour_not_used);

    const std::string_view heading = row.heading(Field::timestamp);
    const auto read = read_written(row, Field::timestamp, fault::missing_timestamp, findings);
    if (!read) return;
    const WrittenTime& written = *read;
    if (written.truncated) findings.warn(heading, warning::timestamp_truncated);
    std::int64_t local_us = written.local_us;
    if (written.offset_us) {
        time.utc_start_us = written.local_us - *written.offset_us;
        local_us = clock_.local_of(time.utc_start_us);
    } else {
        time.utc_start_us =
            instant_of(written.local_us, heading, warning::repeated_local_time, findings).utc_us;
    }
    time.bucket = time.utc_start_us;
    time.day = date.value_or(static_cast<std::int32_t>(day_of(local_us)));
    if (time.day < day_number(fact_day_min) || time.day > day_number(fact_day_max)) {
        findings.fault(heading, fault::day_out_of_range, row.at(Field::timestamp).text);
    }
}

LocalClock::Instant RowTimeReader::instant_of(std::int64_t local_us, std::string_view heading,
                                              const Finding& repeated, RowFindings& findings) {
    const LocalClock::Instant instant = clock_.instant_of(local_us);
    if (instant.place == LocalClock::Place::skipped) findings.warn(heading, warning::skipped_local_time);
    if (instant.place == LocalClock::Place::repeated) findings.warn(heading, repeated);
    return instant;
}

}  // namespace insightflow
