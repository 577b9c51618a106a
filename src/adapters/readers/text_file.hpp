// A file of text as UTF-8, whatever its encoding.
#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>

#include "adapters/readers/mapped_file.hpp"
#include "adapters/readers/scratch_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

struct TextFile {
    std::unique_ptr<MappedFile> file;
    std::size_t begin = 0;  // the first byte behind the byte order mark
};

// A file that is not UTF-8 is written anew into a scratch file; the sink is told where its encoding was found
// by its bytes alone. Errors: invalid_argument where the file is not what its mark says; storage_full;
// deadline_exceeded when stopped. Throws std::system_error where the scratch file cannot be made or mapped.
Result<TextFile> open_text(std::unique_ptr<MappedFile> file, const ScratchRoom& room, RowSink& sink,
                           const std::stop_token& stop);

}  // namespace insightflow::readers
