// A file's bytes in memory, read from front to back.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace insightflow::readers {

// Throws std::system_error where the file cannot be opened or mapped. The file must not shrink while it is
// mapped.
class MappedFile {
public:
    explicit MappedFile(const std::filesystem::path& path);
    // descriptor: of an open file; the caller closes it, at once if it likes.
    explicit MappedFile(int descriptor);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view bytes() const { return bytes_; }

    // The bytes before offset are not needed again: their pages leave the memory of the process, so that a
    // large file does not fill it.
    void release_before(std::size_t offset);
    // The same, to begin again at the front.
    void rewind();

private:
    std::string_view bytes_{};
    std::size_t released_ = 0;
};

}  // namespace insightflow::readers
