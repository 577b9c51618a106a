// multipart/form-data (RFC 7578, RFC 2046), read strictly and as a stream: fields of a few bytes, then one
// part called `file` of any size, then the closing boundary. No network in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/base/result.hpp"

namespace insightflow::http {

inline constexpr std::size_t part_head_bytes_max = 4096;
inline constexpr std::size_t part_field_bytes_max = 4096;
inline constexpr std::size_t part_fields_max = 32;
inline constexpr std::string_view file_part = "file";

// The boundary that a Content-Type of multipart/form-data names; nullopt where it names none that is allowed.
std::optional<std::string> boundary_of(std::string_view content_type);

// What a part says of itself.
struct PartHead {
    std::string name{};
    std::optional<std::string> file_name{};
    std::string content_type{};  // empty where it has none
};

// Takes the parts as they come; an error ends the reading.
class PartSink {
public:
    virtual ~PartSink() = default;
    virtual Result<void> field(std::string name, std::string value) = 0;
    virtual Result<void> begin_file(const PartHead& head) = 0;
    virtual Result<void> file_bytes(std::span<const std::byte> bytes) = 0;
};

class MultipartReader {
public:
    MultipartReader(const std::string& boundary, PartSink& sink);

    // The next bytes of the body. Errors: invalid_argument, with the place, where they are not what this
    // header says; those of the sink. After an error it is over.
    Result<void> take(std::span<const std::byte> piece);
    // Nothing more comes. Errors: invalid_argument where the closing boundary or the file is missing.
    Result<void> finish() const;

private:
    enum class Place : std::uint8_t { start, behind_boundary, head, content, end };
    Result<bool> step();
    Result<bool> begin_part();
    Result<bool> take_content();
    Result<void> pass_on(std::size_t size);
    Result<void> end_part();
    Error fault(std::string what) const;

    std::string delimiter_;
    PartSink& sink_;
    Place place_ = Place::start;
    std::string buffer_;       // what has arrived and is not understood yet
    std::uint64_t taken_ = 0;  // bytes of the body before buffer_
    PartHead part_{};
    std::string field_{};
    std::size_t fields_ = 0;
    bool has_file_ = false;
};

}  // namespace insightflow::http
