// Bytes as lower-case hex digits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace insightflow {

std::string to_hex(std::span<const std::byte> bytes);
std::string to_hex(std::string_view bytes);

// All 16 digits, the highest first.
std::string to_hex(std::uint64_t number);

}  // namespace insightflow
