// JSON by RFC 8259: an array of objects, one object, objects one after another, or an object a line (NDJSON).
#pragma once

#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

class JsonReader : public BatchReader {
public:
    // json or ndjson.
    explicit JsonReader(BodyFormat format) : format_(format) {}

    // json: broken syntax is an error of the file. ndjson: it breaks its line alone. In both, an element that
    // is no object and an object with a duplicate key are broken rows.
    Result<void> read(const std::filesystem::path& file, RowSink& sink, std::stop_token stop) override;

private:
    BodyFormat format_;
};

}  // namespace insightflow::readers
