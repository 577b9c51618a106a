// Text of others on a terminal, in a log or in a message: what a terminal would obey is not let through.
#pragma once

#include <string>
#include <string_view>

namespace insightflow {

// Whether well-formed text holds a control character: C0 (line ends among them), DEL, or C1 (U+0080 to
// U+009F, which some terminals obey as they do ESC).
bool holds_control(std::string_view text);

// The text with '?' for every control character.
std::string printable(std::string_view text);

// Text of a client in single quotes, for a message: printable; more than bytes_max is cut on a character's
// border and ends in "...".
std::string in_quotes(std::string_view text, std::size_t bytes_max = 64);

}  // namespace insightflow
