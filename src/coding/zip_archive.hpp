// A zip archive in memory: which files it holds, and their bytes, piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "coding/body_decoder.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

inline constexpr std::uint64_t zip_entries_max = 10'000;

struct ZipEntry {
    std::string name{};  // as it stands there: of whatever encoding, and never to be used as a path
    std::uint64_t index = 0;
    std::uint64_t packed_bytes = 0;
    bool is_folder = false;
    bool is_encrypted = false;
    bool is_readable = false;  // stored, or packed in the one way that all programs know (deflate)
};

// One thread at a time.
class ZipArchive {
public:
    // bytes outlive it, and begin with the archive. Errors: invalid_argument, to stand behind "the zip":
    // "is broken: ...".
    static Result<ZipArchive> open(std::string_view bytes);

    const std::vector<ZipEntry>& entries() const { return entries_; }
    // nullptr where there is none of that name.
    const ZipEntry* find(std::string_view name) const;

    using Sink = BodyDecoder::Sink;
    // The file's bytes, with their checksum looked at. Errors: as open(); payload_too_large over a limit;
    // deadline_exceeded when stopped; those of the sink, which end it.
    Result<void> unpack(const ZipEntry& entry, const DecodeLimits& limits, const Sink& sink,
                        const std::stop_token& stop) const;

private:
    struct Close {
        void operator()(void* archive) const;
    };
    std::unique_ptr<void, Close> archive_{};
    std::vector<ZipEntry> entries_{};
};

}  // namespace insightflow
