// A folder that gets its name only when it is whole: until then it is ".insightflow-<pid>.partial" beside it,
// and goes away when it is dropped. What processes left that were killed, the next one removes.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/files/file_descriptor.hpp"
#include "domain/base/result.hpp"

namespace insightflow::files {

class PartialFolder {
public:
    // Makes it (0700) in `parent`, which is made where it is missing. Errors: invalid_argument, naming the
    // folder.
    static Result<PartialFolder> make(const std::filesystem::path& parent);
    PartialFolder(PartialFolder&& other) noexcept
        : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
    PartialFolder& operator=(PartialFolder&&) = delete;
    ~PartialFolder();

    const std::filesystem::path& path() const { return path_; }

    // Gives it its name, for good; what it holds must be durable already. Errors: conflict where the name is
    // taken; internal.
    Result<std::filesystem::path> finish(const std::string& name);

private:
    PartialFolder(std::filesystem::path path, FileDescriptor lock)
        : path_(std::move(path)), lock_(std::move(lock)) {}

    std::filesystem::path path_;
    FileDescriptor lock_;
};

}  // namespace insightflow::files
