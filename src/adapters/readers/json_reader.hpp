// JSON by RFC 8259: an array of objects, one object, objects one after another, or an object a line (NDJSON).
#pragma once

#include <stop_token>

#include "adapters/readers/mapped_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

// Broken syntax is an error of the file. An element that is no object and an object with a duplicate key are
// broken rows. Errors: those of BatchReader::read().
Result<void> read_json(MappedFile& file, RowSink& sink, std::stop_token stop);

// One object a line: broken syntax breaks its line alone.
Result<void> read_ndjson(MappedFile& file, RowSink& sink, std::stop_token stop);

}  // namespace insightflow::readers
