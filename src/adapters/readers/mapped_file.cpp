#include "adapters/readers/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace insightflow::readers {
namespace {

// Pages are let go in steps of this size, to ask the system seldom.
constexpr std::size_t release_step = 8 * 1024 * 1024;

[[noreturn]] void fail() {
    throw std::system_error(errno, std::generic_category(), "cannot read a spooled body");
}

std::size_t size_of(const Descriptor& file) {
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) fail();
    return static_cast<std::size_t>(status.st_size);
}

std::string_view map(const Descriptor& file) {
    const std::size_t size = size_of(file);
    if (size == 0) return {};  // nothing can be mapped, and nothing is to be read
    void* place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (place == MAP_FAILED) fail();
    ::madvise(place, size, MADV_SEQUENTIAL);
    return {static_cast<const char*>(place), size};
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path)
    : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), bytes_(map(file_)) {
    stands_for_ = bytes_.size();
}

MappedFile::MappedFile(Descriptor file, std::uint64_t stands_for)
    : file_(std::move(file)), stands_for_(stands_for), bytes_(map(file_)) {}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

std::uint64_t MappedFile::of_body(std::size_t offset) const {
    if (offset >= bytes_.size()) return stands_for_;
    const double part = static_cast<double>(offset) / static_cast<double>(bytes_.size());
    return static_cast<std::uint64_t>(part * static_cast<double>(stands_for_));
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
