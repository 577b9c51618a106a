#include "adapters/files/regular_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "adapters/files/body_hash.hpp"

namespace insightflow::files {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

std::error_code last_fault() { return {errno, std::generic_category()}; }

}  // namespace

Error unreadable(const std::error_code& fault) {
    if (fault == std::errc::no_such_file_or_directory) return not_found("is not there");
    const bool is_link = fault == std::errc::too_many_symbolic_link_levels;
    return {ErrorCode::unprocessable,
            is_link ? "is a link, not a file" : "cannot be read: " + fault.message(),
            {}};
}

FileDescriptor open_regular(const std::filesystem::path& path, std::error_code& fault) {
    FileDescriptor file = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0, fault);
    struct stat facts {};
    if (!fault && ::fstat(file.get(), &facts) != 0) fault = last_fault();
    if (!fault && !S_ISREG(facts.st_mode)) fault = std::make_error_code(std::errc::not_supported);
    return file;
}

std::error_code read_all(const FileDescriptor& file, const PieceSink& sink) {
    std::vector<std::byte> piece(piece_bytes);
    for (;;) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return last_fault();
        if (got == 0) return {};
        if (const auto fault = sink(std::span(piece).first(static_cast<std::size_t>(got)))) return fault;
    }
}

Result<FileMark> measure_file(const std::filesystem::path& path) {
    std::error_code fault;
    const FileDescriptor file = open_regular(path, fault);
    FileMark mark;
    BodyHash hash;
    if (!fault) {
        fault = read_all(file, [&](std::span<const std::byte> bytes) {
            hash.add(bytes);
            mark.bytes += bytes.size();
            return std::error_code{};
        });
    }
    if (fault) return unreadable(fault);
    mark.hash = hash.hex();
    return mark;
}

}  // namespace insightflow::files
