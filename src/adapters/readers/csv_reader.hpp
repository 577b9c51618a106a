// A table as text, with a heading row: whatever separates its fields, and whatever its encoding.
#pragma once

#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

class CsvReader : public BatchReader {
public:
    Result<void> read(const std::filesystem::path& file, RowSink& sink, std::stop_token stop) override;
};

}  // namespace insightflow::readers
