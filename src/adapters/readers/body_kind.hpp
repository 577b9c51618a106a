// What the bytes of a body are, told by their beginning: always the same of the same bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

enum class BodyKind : std::uint8_t {
    text,  // none of the others: told apart by text_format()
    gzip,  // packed: gzip, zstd, zip
    zstd,
    zip,  // or a spreadsheet, which is a zip with certain files
    parquet,
    foreign,  // something known that is not read: foreign_name() names it
};

BodyKind kind_of(std::string_view bytes);

// "an old Excel file (.xls)"; empty where it is nothing that is known.
std::string_view foreign_name(std::string_view bytes);

// ndjson where the first line is an object by itself and another begins behind it; json where the first
// character opens an array or an object; else a table.
BodyFormat text_format(std::string_view bytes);

}  // namespace insightflow::readers
