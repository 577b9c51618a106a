// The folder that holds all of an installation's data, owned by one process at a time.
#pragma once

#include <filesystem>

#include "adapters/files/file_descriptor.hpp"
#include "domain/base/result.hpp"

namespace insightflow::files {

inline constexpr const char* lock_name = "insightflow.lock";

// What another user would write in a folder, its own could no longer read or replace. Errors:
// invalid_argument where it belongs to another user than the process's, be that root.
Result<void> check_owner(const std::filesystem::path& folder);

// Holds the lock until it is destroyed (or the process ends, however it ends).
class DataFolder {
public:
    // Creates the folder (0700, and the folders above it) where it is missing. Errors, each naming the
    // folder: conflict where another process has it (its pid is in the message), invalid_argument where it
    // cannot be created or written, or belongs to another user than the process's, be that root.
    static Result<DataFolder> open(const std::filesystem::path& path);

    // Whether a process has it now.
    static bool is_taken(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return path_; }

private:
    DataFolder(std::filesystem::path path, FileDescriptor lock)
        : path_(std::move(path)), lock_(std::move(lock)) {}

    std::filesystem::path path_;
    FileDescriptor lock_;
};

}  // namespace insightflow::files
