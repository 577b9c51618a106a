// What a body may hold at most. Over a limit, the file as a whole is not read.
#pragma once

#include <cstddef>

namespace insightflow::readers {

inline constexpr std::size_t columns_max = 1000;
inline constexpr std::size_t heading_bytes_max = 1024;
inline constexpr std::size_t field_bytes_max = 1024 * 1024;
inline constexpr std::size_t row_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t json_depth_max =
    64;  // arrays and objects within each other, the outermost counted

// A chunk is sent on when it has so many rows, or so many bytes that had to be copied out of the file.
inline constexpr std::size_t chunk_rows = 2048;
inline constexpr std::size_t chunk_copied_bytes = 8 * 1024 * 1024;

}  // namespace insightflow::readers
