// The headings of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow::readers {

bool is_blank(std::string_view text);

// column: from 0.
Error heading_error(std::uint64_t line, std::size_t column, const std::string& message);
Error too_many_columns(std::uint64_t line);

// Empty ones are named by their place, as in "column 3": programs number rows in a column without a heading,
// and write a separator behind the last field. Errors: invalid_argument where all are empty, and where one is
// too long or stands there twice.
Result<void> check_headings(std::uint64_t line, std::vector<std::string>& headings);

}  // namespace insightflow::readers
