// Reads one cell as what its column should hold. An empty cell is no value and no fault, and neither is one
// that says so in a word ("--", "n/a"); blanks around a value are not part of it. Where a text can only be
// read once it is decided how its file writes numbers or days, the fault is fault::undecided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/ingestion/conventions.hpp"
#include "domain/ingestion/findings.hpp"
#include "domain/ingestion/text_chunk.hpp"
#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// At most one of value and fault is set; neither: the cell is empty.
template <class T>
struct CellValue {
    std::optional<T> value{};
    const Finding* fault = nullptr;
};

// A text. Numbers, true, false, arrays and objects are wrong_type; so are control characters and more than
// bytes_max bytes faults.
CellValue<std::string_view> read_text(const Cell& cell, std::size_t bytes_max);

// An id: a text, or a JSON number by its own spelling.
CellValue<std::string_view> read_label(const Cell& cell, std::size_t bytes_max);

// A name, likewise; but there are people and campaigns called "Null", so that "--" alone is none.
CellValue<std::string_view> read_name(const Cell& cell, std::size_t bytes_max);

// A whole number, also negative, and a decimal. A text that holds a number is that number: platforms send
// both.
CellValue<std::int64_t> read_count(const Cell& cell, std::optional<DecimalMark> mark = DecimalMark::point);
CellValue<ParsedMicros> read_micros(const Cell& cell, std::optional<DecimalMark> mark = DecimalMark::point);

// A day within fact_day_min and fact_day_max, in any writing of day_readings().
CellValue<Day> read_day(const Cell& cell, std::optional<DateOrder> order = {});

// The first day of a month: 2024-01, "January 2024", 1/2024, or any day of it.
CellValue<Day> read_month(const Cell& cell, std::optional<DateOrder> order = {});

// The hour of a day, 0 to 23: 13, "13:00", or the hour's span, "13:00:00 - 13:59:59".
CellValue<int> read_hour(const Cell& cell);

// Whether the text says that there is no value: "--", "n/a" and the like.
bool means_no_value(std::string_view text);

}  // namespace insightflow
