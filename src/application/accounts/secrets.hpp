// Texts that nobody can guess, in a form that people can copy and scanners can find.
#pragma once

#include <string>
#include <string_view>

#include "application/accounts/crypto_functions.hpp"

namespace insightflow {

// prefix, then `characters` of 0-9A-Za-z, each drawn evenly (5.95 bits), then six that check all before them
// (CRC-32 in base 62).
std::string make_secret(std::string_view prefix, std::size_t characters, const RandomBytes& random);

// Whether the last six characters check the others.
bool is_whole_secret(std::string_view text);

inline constexpr std::size_t secret_check_characters = 6;

}  // namespace insightflow
