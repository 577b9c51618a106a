// DuckDB's own checksum, of blocks of its file and of entries of its log (its common/checksum.cpp): an
// exclusive or over hashes of words, whatever their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace insightflow::duckdb {

inline std::uint64_t word_at(std::span<const unsigned char> bytes, std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    return word;
}

std::uint64_t block_checksum(std::span<const unsigned char> bytes);

}  // namespace insightflow::duckdb
