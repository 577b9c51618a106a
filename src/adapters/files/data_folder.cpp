#include "adapters/files/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = "insightflow.lock";

Error unusable(const fs::path& path, const std::error_code& fault) {
    return invalid_argument("The data folder " + path.string() + " cannot be used: " + fault.message() + ".");
}

// The folder itself is private from its first moment on; the ones above it are made as usual.
std::error_code create(const fs::path& path) {
    std::error_code fault;
    if (fs::is_directory(path, fault)) return {};
    fault.clear();
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), fault);
    if (fault) return fault;
    if (::mkdir(path.c_str(), S_IRWXU) != 0) return {errno, std::generic_category()};
    return {};
}

std::string holder_of(const FileDescriptor& lock) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(lock.get(), text.data(), text.size(), 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    pid.erase(std::min(pid.find_first_not_of("0123456789"), pid.size()));
    return pid.empty() ? "Another process" : "Another process (pid " + pid + ")";
}

}  // namespace

Result<DataFolder> DataFolder::open(const fs::path& given) {
    // "data/" and "data" are one folder; without the slash its parent is the folder above.
    const fs::path path = given.has_filename() ? given : given.parent_path();
    if (const auto fault = create(path)) return unusable(given, fault);
    std::error_code fault;
    FileDescriptor lock = open_file(path / lock_name, O_RDWR | O_CREAT, S_IRUSR | S_IWUSR, fault);
    if (fault) return unusable(given, fault);
    while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return unusable(given, {errno, std::generic_category()});
        return Error{ErrorCode::conflict, holder_of(lock) + " is using the data folder " + given.string() +
                                              ": stop it first, or choose another folder."};
    }
    // The pid only serves the message above, so a full disk does not keep the server from starting.
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.get(), 0) == 0) write_all(lock, std::as_bytes(std::span(pid)));
    return DataFolder(path, std::move(lock));
}

}  // namespace insightflow::files
