// A file's bytes in memory, read from front to back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "adapters/readers/descriptor.hpp"

namespace insightflow::readers {

// Throws std::system_error where the file cannot be opened or mapped. The file must not shrink while it is
// mapped.
class MappedFile {
public:
    explicit MappedFile(const std::filesystem::path& path);
    // stands_for: the bytes of the body that the file was made from.
    MappedFile(Descriptor file, std::uint64_t stands_for);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view bytes() const { return bytes_; }
    int descriptor() const { return file_.get(); }
    // How much of the body, as it was sent, the bytes before the offset come to.
    std::uint64_t of_body(std::size_t offset) const;
    std::uint64_t body_bytes() const { return stands_for_; }

    // The bytes before offset are not needed again: their pages leave the memory of the process, so that a
    // large file does not fill it.
    void release_before(std::size_t offset);
    // The same, to begin again at the front.
    void rewind();

private:
    Descriptor file_;
    std::uint64_t stands_for_ = 0;
    std::string_view bytes_{};
    std::size_t released_ = 0;
};

}  // namespace insightflow::readers
