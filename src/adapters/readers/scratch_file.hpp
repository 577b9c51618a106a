// A file without a name, for what a body is turned into: it is gone when it is closed, whatever happens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "adapters/readers/descriptor.hpp"
#include "domain/base/result.hpp"

namespace insightflow::readers {

// Where such files are made, and how much room must stay free there for others.
struct ScratchRoom {
    std::filesystem::path folder{};
    std::uint64_t reserve_bytes = 0;

    // What may still be written. Throws std::system_error.
    std::uint64_t free_bytes() const;
};

// What is answered where there is not.
Error scratch_full();

class ScratchFile {
public:
    // Errors: storage_full where so many bytes would leave less than the reserve. Throws std::system_error.
    static Result<ScratchFile> make(const ScratchRoom& room, std::uint64_t bytes);

    // Errors: storage_full, also when the reserve is reached. Throws std::system_error.
    Result<void> write(std::string_view bytes);
    Result<void> write(std::span<const std::byte> bytes) {
        return write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }

    int descriptor() const { return file_.get(); }
    Descriptor release() && { return std::move(file_); }

private:
    ScratchFile(const ScratchRoom& room, Descriptor file) : room_(room), file_(std::move(file)) {}

    ScratchRoom room_;
    Descriptor file_;
    std::uint64_t unchecked_bytes_ = 0;
};

}  // namespace insightflow::readers
