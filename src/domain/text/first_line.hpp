// The one line that a file of a secret holds.
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>

namespace insightflow {

// The first line, without its end and without spaces before that; nullopt where nothing can be read. No more
// than bytes_max + 1 bytes are read, so that a text of that size says that the line is longer than bytes_max.
std::optional<std::string> first_line(std::istream& in, std::size_t bytes_max);

}  // namespace insightflow
