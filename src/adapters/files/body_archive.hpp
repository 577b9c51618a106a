// A body as a zstd frame (RFC 8878) with a checksum, written and read in pieces. libsodium must have been
// started.
#pragma once

#include <filesystem>
#include <system_error>

#include "adapters/files/regular_file.hpp"

namespace insightflow::files {

// Reads `from` and writes it compressed. mark: of what was read.
std::error_code compress(const FileDescriptor& from, const FileDescriptor& to, FileMark& mark);

// Gives the sink the bytes of an archive. Faults: illegal_byte_sequence where the archive is damaged or
// breaks off; those of reading and of the sink.
std::error_code decompress(const FileDescriptor& from, const PieceSink& sink);

}  // namespace insightflow::files
