// A compressed body decoded on its way to a sink, within limits: what would fill memory or disk from a few
// bytes is refused as soon as it shows, and memory stays flat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "coding/decoder.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/body_limits.hpp"

namespace insightflow {

struct DecodeLimits {
    std::uint64_t bytes_max = 0;  // of the decoded body
    std::uint64_t ratio_max = unpacked_ratio_max;
    std::uint64_t ratio_free_bytes = unpacked_free_bytes;
};

// What so many packed bytes have come to is within the limits. Errors: payload_too_large.
Result<void> check_growth(const DecodeLimits& limits, std::uint64_t taken, std::uint64_t written);

class BodyDecoder {
public:
    // Takes the decoded bytes, piece after piece; its error ends the decoding.
    using Sink = std::function<Result<void>(std::span<const std::byte>)>;

    BodyDecoder(Coding coding, DecodeLimits limits);

    // The next bytes of the body. Errors: invalid_argument where they are damaged or something else follows
    // the stream; payload_too_large over a limit; those of the sink. After an error it is over.
    Result<void> decode(std::span<const std::byte> piece, const Sink& sink);
    // Nothing more comes. Errors: invalid_argument where the stream breaks off.
    Result<void> finish() const;

private:
    Error fault(const std::string& what) const;

    Coding coding_;
    DecodeLimits limits_;
    std::unique_ptr<Decoder> decoder_;
    std::unique_ptr<std::byte[]> room_;
    std::uint64_t taken_ = 0;
    std::uint64_t written_ = 0;
};

}  // namespace insightflow
