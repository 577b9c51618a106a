// Text of others on a terminal.
#pragma once

#include <string>

namespace insightflow::cli {

// The text with '?' for every control character, so that a name from a file cannot move the cursor of whoever
// reads it, or recolour, rename or feed the terminal. Line ends are control characters too.
std::string printable(std::string text);

}  // namespace insightflow::cli
