// Owns an open file descriptor; closes it when destroyed. EINTR is retried by every function here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

namespace insightflow::files {

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd) : fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~FileDescriptor();

    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

// Opens with O_CLOEXEC; `mode` counts where the file is created. On failure the descriptor is not open and
// `fault` says why.
FileDescriptor open_file(const std::filesystem::path& path, int flags, unsigned mode, std::error_code& fault);

// Writes all bytes, whatever the pieces that the kernel takes.
std::error_code write_all(const FileDescriptor& file, std::span<const std::byte> bytes);

// A failed fsync must not be tried again: the kernel may have dropped the pages and would then report
// success.
std::error_code sync(const FileDescriptor& file);

// Makes the names in a folder durable.
std::error_code sync_folder(const std::filesystem::path& folder);

// No space or no quota left.
bool is_full(const std::error_code& fault);

}  // namespace insightflow::files
