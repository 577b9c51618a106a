#include "adapters/files/partial_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

// Nobody else has folders of such names, so that they may be removed.
constexpr std::string_view partial_begin = ".insightflow-";
constexpr std::string_view partial_ending = ".partial";

Error unusable(const fs::path& path, const std::error_code& fault) {
    return invalid_argument("The folder " + path.string() + " cannot be used: " + fault.message() + ".");
}

// Held for as long as its process works on the folder.
FileDescriptor lock_folder(const fs::path& path, std::error_code& fault) {
    FileDescriptor folder = open_file(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, fault);
    if (!fault && ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) fault = {errno, std::generic_category()};
    return folder;
}

void remove_abandoned(const fs::path& parent) {
    std::error_code fault;
    for (fs::directory_iterator entry(parent, fault), end; !fault && entry != end; entry.increment(fault)) {
        const std::string name = entry->path().filename();
        if (!name.starts_with(partial_begin) || !name.ends_with(partial_ending)) continue;
        std::error_code in_use;
        const FileDescriptor lock = lock_folder(entry->path(), in_use);
        if (!in_use) fs::remove_all(entry->path(), in_use);
    }
}

}  // namespace

Result<PartialFolder> PartialFolder::make(const fs::path& parent) {
    std::error_code fault;
    fs::create_directories(parent, fault);
    if (fault) return unusable(parent, fault);
    remove_abandoned(parent);
    const fs::path path =
        parent / (std::string(partial_begin) + std::to_string(::getpid()) + std::string(partial_ending));
    if (::mkdir(path.c_str(), S_IRWXU) != 0) return unusable(path, {errno, std::generic_category()});
    FileDescriptor lock = lock_folder(path, fault);
    if (fault) return unusable(path, fault);
    return PartialFolder(path, std::move(lock));
}

PartialFolder::~PartialFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<fs::path> PartialFolder::finish(const std::string& name) {
    const fs::path whole = path_.parent_path() / name;
    if (std::error_code unknown; fs::exists(whole, unknown))
        return Error{ErrorCode::conflict, whole.string() + " is there already.", {}};
    std::error_code fault;
    fs::rename(path_, whole, fault);
    if (!fault) {
        path_.clear();
        fault = sync_folder(whole.parent_path());
    }
    if (fault) return Error{ErrorCode::internal, whole.string() + ": " + fault.message() + ".", {}};
    return whole;
}

}  // namespace insightflow::files
