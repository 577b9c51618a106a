// Batch ids are ULIDs: 48 bits of milliseconds, 80 random bits, as 26 characters of Crockford's base 32.
// https://github.com/ulid/spec
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "domain/base/ids.hpp"

namespace insightflow {

inline constexpr std::size_t batch_id_random_bytes = 10;

// Ids sort by `now`. A time before 1970 counts as 1970; the format ends in the year 10889.
BatchId make_batch_id(Timestamp now, const std::array<std::byte, batch_id_random_bytes>& random);

// When the id was made. The text must be a batch id.
Timestamp time_of(const BatchId& id);

// Whether the text is a ULID in its canonical (upper case) form. What passes is safe as the name of a file.
bool is_batch_id(std::string_view text);

}  // namespace insightflow
