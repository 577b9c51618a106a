#include "adapters/duckdb/block_checksum.hpp"

namespace insightflow::duckdb {
namespace {

// Of the 1 to 7 bytes behind the last whole word.
std::uint64_t rest_checksum(std::span<const unsigned char> rest) {
    constexpr std::uint64_t factor = 0xc6a4a7935bd1e995;
    constexpr std::uint64_t seed = 0xe17a1465;
    constexpr int shift = 47;
    std::uint64_t hash = seed ^ (rest.size() * factor);
    for (std::size_t i = 0; i < rest.size(); ++i) hash ^= std::uint64_t{rest[i]} << (8 * i);
    hash *= factor;
    hash ^= hash >> shift;
    hash *= factor;
    return hash ^ (hash >> shift);
}

}  // namespace

std::uint64_t block_checksum(std::span<const unsigned char> bytes) {
    std::uint64_t sum = 5381;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t))
        sum ^= word_at(bytes, at) * 0xbf58476d1ce4e5b9;
    return at == bytes.size() ? sum : sum ^ rest_checksum(bytes.subspan(at));
}

}  // namespace insightflow::duckdb
