// Randomness, hashing and comparison by libsodium, in the shapes that the application asks for
// (accounts/crypto_functions.hpp). Any thread. Throws std::runtime_error where libsodium cannot start (no
// source of randomness).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace insightflow::crypto {

void random_bytes(std::span<std::byte> out);

// Lower-case hex of BLAKE2b-256.
std::string blake2b_hex(std::string_view bytes);

// The 32 bytes of BLAKE2b-256 keyed with 16 to 64 bytes: a message authentication code.
std::string keyed_blake2b(std::span<const std::byte> key, std::string_view text);

bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace insightflow::crypto
