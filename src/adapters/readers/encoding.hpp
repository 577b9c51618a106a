// Which bytes are text.
#pragma once

#include <cstddef>
#include <string_view>

#include "domain/base/result.hpp"

namespace insightflow::readers {

// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);

// The number of bytes of a UTF-8 byte order mark at the front (0 or 3). An error where the mark is one of
// UTF-16.
Result<std::size_t> byte_order_mark(std::string_view bytes);

}  // namespace insightflow::readers
