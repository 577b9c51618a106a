// Content codings: gzip (RFC 1952) and zstd (RFC 8878), as HTTP uses them (RFC 9110, 8.4.1; RFC 9659).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow {

enum class Coding : std::uint8_t { gzip, zstd };

// "gzip", "zstd".
std::string_view name_of(Coding coding);

// In any case, "x-gzip" too, which is an older name of gzip. nullopt where it is none of ours.
std::optional<Coding> coding_named(std::string_view name);

// The bytes in one piece, quickly rather than smallest. Any thread. Throws std::bad_alloc.
std::string encode(Coding coding, std::string_view bytes);

}  // namespace insightflow
