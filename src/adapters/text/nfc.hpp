// Unicode normal form C, so that a name typed in two ways is one name.
#pragma once

#include <string>
#include <string_view>

namespace insightflow::text {

// text in normal form C. What is not valid UTF-8 comes back unchanged.
std::string nfc(std::string_view text);

}  // namespace insightflow::text
