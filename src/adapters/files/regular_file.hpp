// Reading files that may be anything: a link, a folder, a pipe, damaged.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <system_error>

#include "adapters/files/file_descriptor.hpp"
#include "application/backup/manifest.hpp"

namespace insightflow::files {

// Opens a regular file to read it. No link is followed at its end, and nothing is waited for.
FileDescriptor open_regular(const std::filesystem::path& path, std::error_code& fault);

// Takes the bytes, piece after piece; its fault ends the reading.
using PieceSink = std::function<std::error_code(std::span<const std::byte>)>;
std::error_code read_all(const FileDescriptor& file, const PieceSink& sink);

// What a file is told to be that cannot be read: not_found, or unprocessable. In words to stand behind its
// name.
Error unreadable(const std::error_code& fault);

// Its size and hash. libsodium must have been started. Errors: unreadable().
Result<FileMark> measure_file(const std::filesystem::path& path);

}  // namespace insightflow::files
