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

// Empty ones at the end, as programs leave them that write a separator behind each field, get a name. Errors:
// invalid_argument where one is empty, too long, or stands there twice.
Result<void> check_headings(std::uint64_t line, std::vector<std::string>& headings);

// What a column without a heading is called. column: from 0.
std::string unnamed_column(std::size_t column);

}  // namespace insightflow::readers
