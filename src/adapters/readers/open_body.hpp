// A body as it is to be read: unpacked, and told what it is.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "adapters/readers/mapped_file.hpp"
#include "adapters/readers/scratch_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

enum class Content : std::uint8_t { csv, json, ndjson, xlsx, parquet };

struct OpenBody {
    std::unique_ptr<MappedFile> file;
    Content content = Content::csv;
};

// declared: what the sender says. Where that is a text, the file has to be one. Where it says nothing
// (BodyFormat::content), the bytes tell: a file that is packed is unpacked, once, into a scratch file, and
// what is in it is told by its bytes, or, of a text in a zip, by the ending of its name.
// Errors: invalid_argument where the file is of a kind that is not read, broken, or grows beyond its limits;
// storage_full; deadline_exceeded when stopped. Throws std::system_error as ScratchFile does.
Result<OpenBody> open_body(std::unique_ptr<MappedFile> file, BodyFormat declared, const ScratchRoom& room,
                           const std::stop_token& stop);

}  // namespace insightflow::readers
