// A file of text as UTF-8, whatever its encoding.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "adapters/readers/mapped_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

struct TextFile {
    std::unique_ptr<MappedFile> file;
    std::size_t begin = 0;  // the first byte behind the byte order mark
};

// A file that is not UTF-8 is written anew beside itself, without a name, so that nothing is left of it; the
// sink is told where its encoding was found by its bytes alone. Errors: invalid_argument where the file is
// not what its mark says; storage_full. Throws std::system_error as MappedFile does.
Result<TextFile> open_text(const std::filesystem::path& path, RowSink& sink);

}  // namespace insightflow::readers
