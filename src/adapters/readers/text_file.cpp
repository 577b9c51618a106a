#include "adapters/readers/text_file.hpp"

#include <fcntl.h>
#include <iconv.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "adapters/readers/text_encoding.hpp"

namespace insightflow::readers {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

// A file without a name: it is gone when it is closed, whatever happens.
class ScratchFile {
public:
    explicit ScratchFile(const std::filesystem::path& folder)
        : descriptor_(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0 && errno == EOPNOTSUPP) descriptor_ = with_a_name(folder);
        if (descriptor_ < 0) fail("cannot make a file to convert a body in");
    }
    ~ScratchFile() { ::close(descriptor_); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("cannot convert a body");
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    int descriptor() const { return descriptor_; }

private:
    // Where the file system knows no other files: the name is taken away at once.
    static int with_a_name(const std::filesystem::path& folder) {
        std::string name = (folder / "convert-XXXXXX").string();
        const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
        if (descriptor >= 0) ::unlink(name.c_str());
        return descriptor;
    }

    int descriptor_;
};

class Converter {
public:
    explicit Converter(const char* from) : handle_(::iconv_open("UTF-8", from)) {
        if (handle_ == reinterpret_cast<iconv_t>(-1)) fail("an encoding is not known to the system");
    }
    ~Converter() { ::iconv_close(handle_); }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // Writes all of it. The offset of the first byte that is none of the encoding; the size where all are.
    std::size_t convert(MappedFile& file, std::size_t begin, const ScratchFile& out) const {
        const std::string_view bytes = file.bytes();
        char* in = const_cast<char*>(bytes.data()) + begin;  // iconv does not write there
        std::size_t left = bytes.size() - begin;
        std::array<char, piece_bytes> piece;
        while (left > 0) {
            char* to = piece.data();
            std::size_t room = piece.size();
            const std::size_t done = ::iconv(handle_, &in, &left, &to, &room);
            out.write({piece.data(), piece.size() - room});
            file.release_before(bytes.size() - left);
            if (done == static_cast<std::size_t>(-1) && errno != E2BIG) break;
        }
        return bytes.size() - left;
    }

private:
    iconv_t handle_;
};

const char* name_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::utf8: return "UTF-8";
        case Encoding::utf16_le: return "UTF-16LE";
        case Encoding::utf16_be: return "UTF-16BE";
        case Encoding::windows_1252: return "WINDOWS-1252";
    }
    return "";
}

}  // namespace

Result<TextFile> open_text(const std::filesystem::path& path, RowSink& sink) {
    auto file = std::make_unique<MappedFile>(path);
    const EncodedText found =
        encoding_of(file->bytes(), [&](std::size_t offset) { file->release_before(offset); });
    file->rewind();
    if (found.encoding == Encoding::utf8) return TextFile{std::move(file), found.mark};
    const ScratchFile scratch(path.parent_path());
    std::size_t end = 0;
    try {
        end = Converter(name_of(found.encoding)).convert(*file, found.mark, scratch);
    } catch (const std::system_error& failure) {
        if (failure.code() != std::errc::no_space_on_device && failure.code().value() != EDQUOT) throw;
        return Error{ErrorCode::storage_full, "The disk is too full to convert a body into UTF-8.", {}};
    }
    if (end != file->bytes().size())
        return invalid_argument("byte " + std::to_string(end + 1) + ": the file begins as " +
                                name_of(found.encoding) +
                                ", and what stands here is not: is the file whole?");
    if (found.mark == 0)
        sink.note(
            {"encoding", "", std::string("the file is not UTF-8: read as ") + name_of(found.encoding), 0, 0});
    return TextFile{std::make_unique<MappedFile>(scratch.descriptor()), 0};
}

}  // namespace insightflow::readers
