// One compressed stream on its way back, step by step, in bounded memory (gzip 48 KiB, zstd 8 MiB at most).
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "coding/coding.hpp"

namespace insightflow {

class Decoder {
public:
    struct Step {
        std::size_t taken = 0;
        std::size_t written = 0;
        bool broken = false;  // these bytes are not of this coding, or damaged; decode() is not called again
    };

    virtual ~Decoder() = default;
    // Takes what fits; call again with the rest while something was taken or `out` came back full. Members
    // (frames) may follow each other, as both formats allow.
    virtual Step decode(std::span<const std::byte> in, std::span<std::byte> out) = 0;
    // True where the stream may end: behind a whole member, with its checksum right.
    virtual bool complete() const = 0;
};

// Throws std::bad_alloc.
std::unique_ptr<Decoder> make_decoder(Coding coding);

}  // namespace insightflow
