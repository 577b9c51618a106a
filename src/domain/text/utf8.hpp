// UTF-8: what is well formed, and how long it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace insightflow {

// Bytes of the well-formed character at the start of text (no overlong form, no surrogate, nothing above
// U+10FFFF); 0 where there is none. Source: The Unicode Standard 15, table 3-7.
std::size_t utf8_character_size(std::string_view text);

// Whether a byte of well-formed text is not the first of its character.
constexpr bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool is_utf8(std::string_view text);

// Code points of well-formed text.
std::size_t code_points(std::string_view text);

}  // namespace insightflow
