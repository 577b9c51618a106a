// UTF-8: what is well formed, how long it is, and how a piece of it stands in a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace insightflow {

// Bytes of the well-formed character at the start of text (no overlong form, no surrogate, nothing above
// U+10FFFF); 0 where there is none. Source: The Unicode Standard 15, table 3-7.
std::size_t utf8_character_size(std::string_view text);

bool is_utf8(std::string_view text);

// Code points of well-formed text.
std::size_t code_points(std::string_view text);

// Text of a client in single quotes, for a message: control characters are shown as '?', more than bytes_max
// is cut on a character's border and ends in "...".
std::string in_quotes(std::string_view text, std::size_t bytes_max = 64);

}  // namespace insightflow
