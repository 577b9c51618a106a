// A body that was converted to typed rows: the sheets of a workbook, or one table whose headings are known.
#pragma once

#include <stop_token>

#include "adapters/readers/mapped_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

// Of several sheets the first one is read in which the sink knows headings, and the sink is told; where it
// knows none, the first one that has rows. Errors: those of BatchReader::read(), and of TypedRowReader.
Result<void> read_sheets(MappedFile& rows, RowSink& sink, std::stop_token stop);

}  // namespace insightflow::readers
