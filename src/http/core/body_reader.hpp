// A request's body taken out of its framing, strictly: a length, or chunks (RFC 9112, 6 and 7.1). What two
// readers could take differently is malformed, as in head.hpp. No network in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/core/endpoint.hpp"

namespace insightflow::http {

inline constexpr std::size_t chunk_line_bytes_max = 4096;  // a size with its extensions, or a trailer
inline constexpr std::uint64_t chunk_extension_bytes_max = 16 * 1024;  // over all chunks of a body
inline constexpr std::size_t trailer_fields_max = 32;

class BodyReader {
public:
    // head: one that announces a body.
    explicit BodyReader(const RequestHead& head);

    struct Step {
        std::size_t consumed = 0;  // bytes of `arrived`
        std::size_t written = 0;   // bytes of `into`
        std::string malformed{};   // why the body cannot be read on; empty where it can
    };
    // Takes what has arrived, as far as `into` has room.
    Step take(std::string_view arrived, std::span<std::byte> into);
    bool done() const { return place_ == Place::end; }

private:
    enum class Place : std::uint8_t { data, size_line, data_end, trailer, end };
    std::string take_framing(char c);
    std::string end_line();
    std::string read_size_line();
    std::string read_trailer_line();

    bool chunked_;
    Place place_;
    std::uint64_t left_ = 0;  // of the body, or of the chunk
    std::string line_{};      // of the framing, as far as it has come
    bool line_ending_ = false;
    std::uint64_t extension_bytes_ = 0;
    std::size_t trailers_ = 0;
};

}  // namespace insightflow::http
