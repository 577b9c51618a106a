// Randomness, hashing and sealing as arguments: the application names no library and tests give their own.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "domain/base/result.hpp"
#include "domain/base/ulid.hpp"

namespace insightflow {

// Fills the span with unpredictable bytes.
using RandomBytes = std::function<void(std::span<std::byte>)>;

// Hex of a collision-resistant 256-bit hash.
using HashText = std::function<std::string(std::string_view)>;

// Equality in a time that depends on the lengths only.
using EqualSecrets = std::function<bool(std::string_view, std::string_view)>;

// Hex of a 256-bit message authentication code, under a key that the function holds. Each purpose has a key
// of its own, so that what is made for one is worth nothing for another.
using KeyedHash = std::function<std::string(std::string_view)>;

// A password's hash with its salt and parameters in one text. Slow and hungry for memory on purpose. Errors:
// out_of_memory.
using HashPassword = std::function<Result<std::string>(std::string_view)>;
// As slow as HashPassword.
using CheckPassword = std::function<bool(std::string_view hash, std::string_view password)>;

// Encrypts, authenticated, under a key that the function holds.
using Seal = std::function<std::string(std::string_view plain)>;
// Errors: unprocessable where the text was sealed under another key, or was changed.
using Unseal = std::function<Result<std::string>(std::string_view sealed)>;

inline std::string new_ulid(const RandomBytes& random, Timestamp now) {
    std::array<std::byte, ulid_random_bytes> bits{};
    random(bits);
    return make_ulid(now, bits);
}

}  // namespace insightflow
