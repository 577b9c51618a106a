#include "coding/body_decoder.hpp"

namespace insightflow {
namespace {

constexpr std::size_t room_bytes = 256 * 1024;

}  // namespace

BodyDecoder::BodyDecoder(Coding coding, DecodeLimits limits)
    : coding_(coding),
      limits_(limits),
      decoder_(make_decoder(coding)),
      room_(std::make_unique_for_overwrite<std::byte[]>(room_bytes)) {}

Result<void> BodyDecoder::decode(std::span<const std::byte> piece, const Sink& sink) {
    for (;;) {
        const auto step = decoder_->decode(piece, {room_.get(), room_bytes});
        piece = piece.subspan(step.taken);
        taken_ += step.taken;
        written_ += step.written;
        if (step.broken) return fault("is not valid at byte " + std::to_string(taken_));
        if (const auto within = check_growth(limits_, taken_, written_); !within) return within;
        if (step.written > 0)
            if (const auto passed = sink({room_.get(), step.written}); !passed) return passed;
        if (piece.empty() && step.written < room_bytes) return {};
        if (step.taken == 0 && step.written == 0)
            return fault("stops making sense at byte " + std::to_string(taken_));
    }
}

Result<void> BodyDecoder::finish() const {
    if (taken_ > 0 && decoder_->complete()) return {};
    return fault("breaks off at byte " + std::to_string(taken_));
}

Error BodyDecoder::fault(const std::string& what) const {
    const std::string coding(name_of(coding_));
    return invalid_argument("The body is not the " + coding + " that Content-Encoding says.",
                            {{"#/body", what}});
}

Result<void> check_growth(const DecodeLimits& limits, std::uint64_t taken, std::uint64_t written) {
    if (written > limits.bytes_max)
        return Error{ErrorCode::payload_too_large,
                     "The decoded body may have " + std::to_string(limits.bytes_max) + " bytes.",
                     {}};
    if (written > limits.ratio_free_bytes && written / limits.ratio_max >= taken)
        return Error{ErrorCode::payload_too_large,
                     "A compressed body may grow to " + std::to_string(limits.ratio_max) +
                         " times its size; send this one less compressed.",
                     {}};
    return {};
}

}  // namespace insightflow
