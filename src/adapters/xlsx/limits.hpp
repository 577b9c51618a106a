// What a workbook may hold at most.
#pragma once

#include <cstddef>
#include <cstdint>

#include "coding/body_decoder.hpp"
#include "domain/ingestion/body_limits.hpp"

namespace insightflow::xlsx {

inline constexpr std::size_t sheets_max = 100;
inline constexpr std::size_t rows_max = 1'048'576;  // of a sheet, as in Excel
inline constexpr std::size_t columns_max = 16'384;  // as in Excel
inline constexpr std::size_t text_bytes_max = 1024 * 1024;
inline constexpr std::size_t shared_texts_max = 8'000'000;
inline constexpr std::size_t shared_bytes_max = std::size_t{512} << 20;
inline constexpr std::size_t formats_max = 100'000;
inline constexpr std::size_t xml_depth_max = 64;
inline constexpr DecodeLimits part_limits{.bytes_max = unpacked_bytes_max};

}  // namespace insightflow::xlsx
