// What a body may hold at most. Over a limit, the file as a whole is not read.
#pragma once

#include <cstddef>

#include "domain/base/result.hpp"

namespace insightflow::readers {

inline constexpr std::size_t columns_max = 1000;
inline constexpr std::size_t heading_bytes_max = 1024;
inline constexpr std::size_t field_bytes_max = 1024 * 1024;
inline constexpr std::size_t row_bytes_max = 4 * 1024 * 1024;
// Of the first rows of all sheets of a workbook, in which headings are looked for.
inline constexpr std::size_t heads_bytes_max = 16 * 1024 * 1024;
// Arrays and objects within each other, the outermost counted.
inline constexpr std::size_t json_depth_max = 64;

// A chunk is sent on when it has so many rows, so many cells (rows times columns, so that rows of few cells
// beside columns that one row brought cost little), or so many bytes that had to be copied out of the file.
inline constexpr std::size_t chunk_rows = 2048;
inline constexpr std::size_t chunk_cells = 32 * 1024;
inline constexpr std::size_t chunk_copied_bytes = 8 * 1024 * 1024;

// A stop is looked for after so many bytes at the latest, also where they are blank.
inline constexpr std::size_t bytes_between_checks = 8 * 1024 * 1024;

// What a reading that was stopped answers with.
inline Error stopped() { return {ErrorCode::deadline_exceeded, "reading was stopped", {}}; }

}  // namespace insightflow::readers
