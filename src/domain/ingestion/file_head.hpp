// What stands in a table before its rows: a title and a range of days, perhaps, and then the headings. The
// programs that write exports put them there; nothing in the file marks where the headings are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/ingestion/columns.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// How many rows are looked at for the headings.
inline constexpr std::size_t head_rows_max = 50;
// A longer cell is no heading that could be known.
inline constexpr std::size_t heading_bytes_max = 256;

// A row as it stands in the file, before anything is known of its columns.
struct HeadRow {
    std::uint64_t line = 0;
    std::string text{};  // the row as a whole
    std::vector<std::string> cells{};
};

// How a table begins. preamble: the rows before its headings. has_semicolons: they separate its fields, as
// spreadsheets write them where the comma is the decimal mark.
struct TableStart {
    std::span<const HeadRow> preamble{};
    bool has_semicolons = false;
};

// Which of the rows holds the headings, and how many fields they name. recognised is 0 where none does; row
// means nothing then.
struct HeadingPlace {
    std::size_t row = 0;
    std::size_t recognised = 0;
};

// The headings are the first row that names a measure and something else of a fact. choices: headings that
// the sender names, which count for fields.
HeadingPlace find_headings(std::span<const HeadRow> rows, std::span<const ColumnChoice> choices);

// The days that the rows before the headings say the file is about: a row that names two ("January 1, 2024 -
// January 31, 2024"), or two rows that speak of a start and an end. Open where they say nothing, or where a
// day can be read in two ways.
DayRange range_in(std::span<const HeadRow> preamble);

}  // namespace insightflow
