#include "adapters/files/file_descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace insightflow::files {
namespace {

std::error_code last_fault() { return {errno, std::generic_category()}; }

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
}

FileDescriptor open_file(const std::filesystem::path& path, int flags, unsigned mode,
                         std::error_code& fault) {
    int fd = -1;
    do fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    fault = fd < 0 ? last_fault() : std::error_code{};
    return FileDescriptor(fd);
}

std::error_code write_all(const FileDescriptor& file, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t taken = ::write(file.get(), bytes.data(), bytes.size());
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0) return last_fault();
        // A regular file that takes nothing and gives no error would be an endless loop.
        if (taken == 0) return std::make_error_code(std::errc::io_error);
        bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
    return {};
}

std::error_code sync(const FileDescriptor& file) {
    while (::fsync(file.get()) != 0)
        if (errno != EINTR) return last_fault();
    return {};
}

std::error_code sync_folder(const std::filesystem::path& folder) {
    std::error_code fault;
    const FileDescriptor opened = open_file(folder, O_RDONLY | O_DIRECTORY, 0, fault);
    return fault ? fault : sync(opened);
}

bool is_full(const std::error_code& fault) {
    return fault == std::errc::no_space_on_device ||
           fault == std::error_code(EDQUOT, std::generic_category());
}

}  // namespace insightflow::files
