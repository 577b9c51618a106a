#include "adapters/readers/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace insightflow::readers {
namespace {

// Pages are let go in steps of this size, to ask the system seldom.
constexpr std::size_t release_step = 8 * 1024 * 1024;

class Descriptor {
public:
    explicit Descriptor(const std::filesystem::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ < 0) fail();
    }
    ~Descriptor() { ::close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

    [[noreturn]] static void fail() {
        throw std::system_error(errno, std::generic_category(), "cannot read a spooled body");
    }

private:
    int fd_;
};

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : MappedFile(Descriptor(path).get()) {}

MappedFile::MappedFile(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) Descriptor::fail();
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) return;  // nothing can be mapped, and nothing is to be read
    void* place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (place == MAP_FAILED) Descriptor::fail();
    ::madvise(place, size, MADV_SEQUENTIAL);
    bytes_ = {static_cast<const char*>(place), size};
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

void MappedFile::release_before(std::size_t offset) {
    const std::size_t end = offset / release_step * release_step;
    if (end <= released_) return;
    ::madvise(const_cast<char*>(bytes_.data()) + released_, end - released_, MADV_DONTNEED);
    released_ = end;
}

void MappedFile::rewind() {
    if (!bytes_.empty()) ::madvise(const_cast<char*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
    released_ = 0;
}

}  // namespace insightflow::readers
