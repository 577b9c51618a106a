#include "adapters/duckdb/log_tail.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <string>
#include <system_error>

#include "adapters/duckdb/block_checksum.hpp"
#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {
namespace {

using Bytes = std::span<const unsigned char>;

// A log begins with its version, unchecked; then come entries: size, checksum, and the object that they are
// of, whose first field (100) is its kind.
constexpr std::array<unsigned char, 8> header{0x64, 0x00, 0x62, 0x65, 0x00, 0x02, 0xff, 0xff};
constexpr std::size_t frame_bytes = 16;
constexpr std::size_t kind_bytes = 3;
constexpr std::array<unsigned char, kind_bytes> commit_kind{0x64, 0x00, 0x64};
constexpr std::array<unsigned char, kind_bytes> checkpoint_kind{0x64, 0x00, 0x63};

bool is_of_kind(Bytes entry, const std::array<unsigned char, kind_bytes>& kind) {
    return entry.size() >= kind.size() && std::equal(kind.begin(), kind.end(), entry.begin());
}

// The entry whose frame begins there; nullopt where it is cut short.
std::optional<Bytes> entry_at(Bytes log, std::size_t at) {
    if (at > log.size() || log.size() - at < frame_bytes) return std::nullopt;
    const std::uint64_t size = word_at(log, at);
    if (size > log.size() - at - frame_bytes) return std::nullopt;
    return log.subspan(at + frame_bytes, size);
}

bool is_sound(Bytes log, std::size_t at, Bytes entry) {
    return !entry.empty() && block_checksum(entry) == word_at(log, at + sizeof(std::uint64_t));
}

bool records_checkpoint(Bytes log, std::size_t from) {
    for (auto found = log.begin() + static_cast<std::ptrdiff_t>(from);; ++found) {
        found = std::search(found, log.end(), checkpoint_kind.begin(), checkpoint_kind.end());
        if (found == log.end()) return false;
        const auto at = static_cast<std::size_t>(found - log.begin());
        if (at < from + frame_bytes) continue;
        const auto entry = entry_at(log, at - frame_bytes);
        if (entry && is_sound(log, at - frame_bytes, *entry)) return true;
    }
}

// Where the last sound commit before a spoilt entry ends; nullopt where there is nothing to cut.
std::optional<std::size_t> place_to_cut(Bytes log) {
    if (log.size() < header.size() || !std::equal(header.begin(), header.end(), log.begin()))
        return std::nullopt;
    std::size_t committed = 0;
    std::size_t at = header.size();
    while (const auto entry = entry_at(log, at)) {
        if (!is_sound(log, at, *entry))
            return records_checkpoint(log, at) ? std::nullopt : std::optional(committed);
        at += frame_bytes + entry->size();
        if (is_of_kind(*entry, commit_kind)) committed = at;
    }
    return std::nullopt;
}

[[noreturn]] void fail(const std::string& step, const std::filesystem::path& file, int error) {
    throw EngineFailure(FailureKind::disk,
                        step + " " + file.string() + ": " + std::generic_category().message(error));
}

// A file that is mapped to be read.
class Mapping {
public:
    Mapping(int fd, std::size_t size, const std::filesystem::path& file) : size_(size) {
        if (size == 0) return;
        address_ = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (address_ == MAP_FAILED) fail("cannot map", file, errno);
    }
    ~Mapping() {
        if (size_ > 0) ::munmap(address_, size_);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    Bytes bytes() const { return {static_cast<const unsigned char*>(address_), size_}; }

private:
    void* address_ = nullptr;
    std::size_t size_;
};

// Open for as long as it lives.
class OpenLog {
public:
    explicit OpenLog(const std::filesystem::path& file) : fd_(::open(file.c_str(), O_RDWR | O_CLOEXEC)) {
        if (fd_ < 0 && errno != ENOENT) fail("cannot open", file, errno);
    }
    ~OpenLog() {
        if (fd_ >= 0) ::close(fd_);
    }
    OpenLog(const OpenLog&) = delete;
    OpenLog& operator=(const OpenLog&) = delete;
    bool is_there() const { return fd_ >= 0; }
    int get() const { return fd_; }

private:
    int fd_;
};

}  // namespace

std::optional<SpoiltLog> cut_spoilt_log(const std::filesystem::path& database_file) {
    const auto file = std::filesystem::path(database_file).concat(".wal");
    const OpenLog log(file);
    if (!log.is_there()) return std::nullopt;
    struct stat status {};
    if (::fstat(log.get(), &status) != 0) fail("cannot read", file, errno);
    const auto size = static_cast<std::size_t>(status.st_size);
    const auto cut = place_to_cut(Mapping(log.get(), size, file).bytes());
    if (!cut) return std::nullopt;
    SpoiltLog spoilt{*cut, size - *cut, std::filesystem::path(file).concat(".spoilt")};
    std::error_code fault;
    std::filesystem::copy_file(file, spoilt.copy, std::filesystem::copy_options::overwrite_existing, fault);
    if (fault) fail("cannot copy", file, fault.value());
    if (::ftruncate(log.get(), static_cast<off_t>(*cut)) != 0) fail("cannot cut", file, errno);
    if (::fsync(log.get()) != 0) fail("cannot fsync", file, errno);
    return spoilt;
}

}  // namespace insightflow::duckdb
