#include "adapters/readers/text_file.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "adapters/readers/limits.hpp"
#include "adapters/readers/text_encoding.hpp"

namespace insightflow::readers {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

class Converter {
public:
    explicit Converter(const char* from) : handle_(::iconv_open("UTF-8", from)) {
        if (handle_ == reinterpret_cast<iconv_t>(-1)) fail("an encoding is not known to the system");
    }
    ~Converter() { ::iconv_close(handle_); }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // Writes all of it. The offset of the first byte that is none of the encoding; the size where all are.
    // Errors: those of the file written; deadline_exceeded when stopped.
    Result<std::size_t> convert(MappedFile& file, std::size_t begin, ScratchFile& out,
                                const std::stop_token& stop) const {
        const std::string_view bytes = file.bytes();
        char* in = const_cast<char*>(bytes.data()) + begin;  // iconv does not write there
        std::size_t left = bytes.size() - begin;
        std::array<char, piece_bytes> piece;
        while (left > 0) {
            if (stop.stop_requested()) return stopped();
            char* to = piece.data();
            std::size_t room = piece.size();
            const std::size_t done = ::iconv(handle_, &in, &left, &to, &room);
            const bool goes_on = done != static_cast<std::size_t>(-1) || errno == E2BIG;
            const std::string_view converted(piece.data(), piece.size() - room);
            if (const auto written = out.write(converted); !written) return written.error();
            file.release_before(bytes.size() - left);
            if (!goes_on) break;
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

Result<TextFile> open_text(std::unique_ptr<MappedFile> file, const ScratchRoom& room, RowSink& sink,
                           const std::stop_token& stop) {
    const EncodedText found = encoding_of(file->bytes(), [&](std::size_t offset) {
        file->release_before(offset);
        return !stop.stop_requested();
    });
    if (stop.stop_requested()) return stopped();
    file->rewind();
    if (found.encoding == Encoding::utf8) return TextFile{std::move(file), found.mark};
    auto scratch = ScratchFile::make(room, file->bytes().size());
    if (!scratch) return scratch.error();
    const auto end = Converter(name_of(found.encoding)).convert(*file, found.mark, *scratch, stop);
    if (!end) return end.error();
    if (*end != file->bytes().size())
        return invalid_argument("byte " + std::to_string(*end + 1) + ": the file begins as " +
                                name_of(found.encoding) +
                                ", and what stands here is not: is the file whole?");
    if (found.mark == 0)
        sink.note(
            {"encoding", "", std::string("the file is not UTF-8: read as ") + name_of(found.encoding), 0, 0});
    return TextFile{std::make_unique<MappedFile>(std::move(*scratch).release(), file->body_bytes()), 0};
}

}  // namespace insightflow::readers
