// ULIDs, the ids of everything that is not a plain number: 48 bits of milliseconds, 80 random bits, as 26
// characters of Crockford's base 32. https://github.com/ulid/spec
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "domain/base/ids.hpp"

namespace insightflow {

inline constexpr std::size_t ulid_random_bytes = 10;

// Ids sort by `now`. A time before 1970 counts as 1970; the format ends in the year 10889.
std::string make_ulid(Timestamp now, const std::array<std::byte, ulid_random_bytes>& random);

// When the id was made. The text must be a ULID.
Timestamp time_of_ulid(std::string_view id);

// Whether the text is a ULID in its canonical (upper case) form. What passes is safe as the name of a file.
bool is_ulid(std::string_view text);

}  // namespace insightflow
