// The mark that some programs write in front of a file.
#pragma once

#include <cstddef>
#include <string_view>

#include "domain/base/result.hpp"

namespace insightflow::readers {

// The number of bytes of a UTF-8 byte order mark at the front (0 or 3). An error where the mark is one of
// UTF-16.
Result<std::size_t> byte_order_mark(std::string_view bytes);

}  // namespace insightflow::readers
