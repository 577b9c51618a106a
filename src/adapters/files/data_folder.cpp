#include "adapters/files/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "adapters/files/owner.hpp"
#include "adapters/files/published_address.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

// Whoever only looks whether the folder is taken (is_taken) holds the lock for a moment.
constexpr int tries_max = 5;
constexpr std::chrono::milliseconds try_again{20};

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
    if (::mkdir(path.c_str(), S_IRWXU) == 0) return {};
    fault = {errno, std::generic_category()};
    // Another process may just have made it.
    std::error_code unknown;
    return fault == std::errc::file_exists && fs::is_directory(path, unknown) ? std::error_code{} : fault;
}

std::string holder_of(const FileDescriptor& lock) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(lock.get(), text.data(), text.size(), 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    pid.erase(std::min(pid.find_first_not_of("0123456789"), pid.size()));
    return pid.empty() ? "Another process" : "Another process (pid " + pid + ")";
}

}  // namespace

Result<void> check_owner(const fs::path& path) {
    // The folder may be a link: what counts is where it leads.
    std::error_code fault;
    const auto owner = owner_of(fs::canonical(path, fault));
    if (!owner || *owner == ::geteuid()) return {};
    const std::string name = name_of_user(*owner);
    return invalid_argument("The data folder " + path.string() + " belongs to the user " + name +
                            ", and this is " + name_of_user(::geteuid()) + ": do it as that user (`sudo -u " +
                            name + " insightflow ...`).");
}

Result<DataFolder> DataFolder::open(const fs::path& given) {
    // "data/" and "data" are one folder; without the slash its parent is the folder above.
    const fs::path path = given.has_filename() ? given : given.parent_path();
    if (const auto fault = create(path)) return unusable(given, fault);
    if (const auto ours = check_owner(path); !ours) return ours.error();
    std::error_code fault;
    FileDescriptor lock = open_file(path / lock_name, O_RDWR | O_CREAT, S_IRUSR | S_IWUSR, fault);
    if (fault) return unusable(given, fault);
    for (int tries = 1; ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0; ++tries) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return unusable(given, {errno, std::generic_category()});
        if (tries < tries_max) {
            std::this_thread::sleep_for(try_again);
            continue;
        }
        return Error{ErrorCode::conflict, holder_of(lock) + " is using the data folder " + given.string() +
                                              ": stop it first, or choose another folder."};
    }
    // Of a process that did not come to remove it.
    fs::remove(path / address_file_name, fault);
    // The pid only serves the message above, so a full disk does not keep the server from starting.
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.get(), 0) == 0) write_all(lock, std::as_bytes(std::span(pid)));
    return DataFolder(path, std::move(lock));
}

bool DataFolder::is_taken(const fs::path& path) {
    std::error_code fault;
    const FileDescriptor lock = open_file(path / lock_name, O_RDONLY, 0, fault);
    return !fault && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace insightflow::files
