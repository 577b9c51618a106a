// What a body may have and grow to, however it is packed.
#pragma once

#include <cstdint>

namespace insightflow {

inline constexpr std::uint64_t unpacked_bytes_max = 2ULL << 30;  // as it is sent, and as it is unpacked
// Rows that repeat come to 100 : 1; a bomb is far beyond. Small bodies may be anything.
inline constexpr std::uint64_t unpacked_ratio_max = 250;
inline constexpr std::uint64_t unpacked_free_bytes = 4ULL * 1024 * 1024;

}  // namespace insightflow
