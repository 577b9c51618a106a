// A table as text, with a heading row: whatever separates its fields, and whatever its encoding.
#pragma once

#include <memory>
#include <stop_token>

#include "adapters/readers/mapped_file.hpp"
#include "adapters/readers/scratch_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

// Errors: those of BatchReader::read().
Result<void> read_csv(std::unique_ptr<MappedFile> file, const ScratchRoom& room, RowSink& sink,
                      std::stop_token stop);

}  // namespace insightflow::readers
