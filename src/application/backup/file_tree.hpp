// Port: a folder that a backup is written to, or read from. Paths are those of a manifest, from the folder
// on. One thread at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "application/backup/manifest.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

class FileTree {
public:
    virtual ~FileTree() = default;

    // Where a store may write a copy of itself.
    virtual std::filesystem::path place_of(const std::string& path) const = 0;

    // Everything in it but folders, in order. Errors: internal where it cannot be read.
    virtual Result<std::vector<std::string>> list() = 0;

    // Reads the file. Errors: not_found; unprocessable where it is no regular file or cannot be read.
    virtual Result<FileMark> measure(const std::string& path) = 0;
    virtual Result<std::string> read(const std::string& path, std::size_t bytes_max) = 0;

    // Puts in a file of which nothing is changed any more, at its origin or here: it may stay one file with
    // two names. Errors: not_found where there is none; storage_full; internal.
    virtual Result<void> keep(const std::filesystem::path& from, const std::string& path) = 0;

    // Puts in a copy, and gives what was copied. Errors: as keep().
    virtual Result<FileMark> copy(const std::filesystem::path& from, const std::string& path) = 0;
    virtual Result<void> write(const std::string& path, const std::string& text) = 0;

    // Everything that is in it outlives a power failure from now on. Errors: storage_full; internal.
    virtual Result<void> make_durable() = 0;
};

}  // namespace insightflow
