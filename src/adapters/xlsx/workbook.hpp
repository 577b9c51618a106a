// An Excel workbook (ECMA-376, .xlsx) as typed rows: each visible sheet with its cells as a CSV file would
// have them. It is read from front to back; of its files only the shared texts are held.
#pragma once

#include <string_view>

#include "application/ingestion/typed_rows.hpp"
#include "domain/base/result.hpp"

namespace insightflow::xlsx {

// Errors: invalid_argument where the file is no such workbook, broken, or over a limit (limits.hpp).
Result<void> convert(std::string_view bytes, TypedRowWriter& out);

}  // namespace insightflow::xlsx
