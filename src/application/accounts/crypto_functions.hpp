// Randomness, hashing and comparison as arguments: the application names no library and tests give their own.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace insightflow {

// Fills the span with unpredictable bytes.
using RandomBytes = std::function<void(std::span<std::byte>)>;

// Hex of a collision-resistant 256-bit hash.
using HashText = std::function<std::string(std::string_view)>;

// Equality in a time that depends on the lengths only.
using EqualSecrets = std::function<bool(std::string_view, std::string_view)>;

}  // namespace insightflow
