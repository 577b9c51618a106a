// Reads one cell as what its column should hold. An empty cell is no value and no fault; blanks around a
// value are not part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

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

// An id or a name: a text, or a JSON number by its own spelling.
CellValue<std::string_view> read_label(const Cell& cell, std::size_t bytes_max);

// A whole number, also negative, and a decimal. A text that holds a number is that number: platforms send
// both.
CellValue<std::int64_t> read_count(const Cell& cell);
CellValue<ParsedMicros> read_micros(const Cell& cell);

// YYYY-MM-DD of a day within fact_day_min and fact_day_max.
CellValue<Day> read_day(const Cell& cell);

// The hour of a day, 0 to 23.
CellValue<int> read_hour(const Cell& cell);

}  // namespace insightflow
