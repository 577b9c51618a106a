#include "adapters/readers/scratch_file.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace insightflow::readers {
namespace {

// The room is looked at again after so many bytes.
constexpr std::uint64_t room_check_bytes = 4ULL * 1024 * 1024;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

// Where the file system knows no files without a name: the name is taken away at once.
int with_a_name(const std::filesystem::path& folder) {
    std::string name = (folder / "convert-XXXXXX").string();
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0) ::unlink(name.c_str());
    return descriptor;
}

}  // namespace

std::uint64_t ScratchRoom::free_bytes() const {
    struct statvfs disk {};
    while (::statvfs(folder.c_str(), &disk) != 0)
        if (errno != EINTR) fail("cannot tell the room on the disk of the bodies");
    const std::uint64_t room = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    return room < reserve_bytes ? 0 : room - reserve_bytes;
}

Error scratch_full() {
    return {ErrorCode::storage_full, "The disk is too full to unpack or convert a body.", {}};
}

Result<ScratchFile> ScratchFile::make(const ScratchRoom& room, std::uint64_t bytes) {
    if (room.free_bytes() < bytes) return scratch_full();
    int descriptor = ::open(room.folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EOPNOTSUPP) descriptor = with_a_name(room.folder);
    if (descriptor < 0 && (errno == ENOSPC || errno == EDQUOT)) return scratch_full();
    if (descriptor < 0) fail("cannot make a file to convert a body in");
    return ScratchFile(room, Descriptor(descriptor));
}

Result<void> ScratchFile::write(std::string_view bytes) {
    unchecked_bytes_ += bytes.size();
    if (unchecked_bytes_ >= room_check_bytes) {
        unchecked_bytes_ = 0;
        if (room_.free_bytes() == 0) return scratch_full();
    }
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && (errno == ENOSPC || errno == EDQUOT)) return scratch_full();
        if (written < 0) fail("cannot convert a body");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace insightflow::readers
