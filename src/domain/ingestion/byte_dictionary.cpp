#include "domain/ingestion/byte_dictionary.hpp"

#include <algorithm>
#include <cstring>

namespace insightflow {
namespace {

__extension__ typedef unsigned __int128 UInt128;

constexpr std::size_t slots_min = 64;
constexpr std::size_t block_bytes = 256 * 1024;

std::uint64_t mix(std::uint64_t left, std::uint64_t right) {
    const UInt128 product = UInt128{left} * right;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word_at(const char* bytes, std::size_t size) {
    std::uint64_t word = 0;
    if (size != 0) std::memcpy(&word, bytes, size);
    return word;
}

}  // namespace

std::uint64_t hash_seed(const void* table) {
    constexpr std::uint64_t third = 0x8EBC6AF09C88C6E3ULL;
    return mix(reinterpret_cast<std::uintptr_t>(table), third);
}

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) {
    constexpr std::uint64_t first = 0x9E3779B97F4A7C15ULL;
    constexpr std::uint64_t second = 0xE7037ED1A0B428DBULL;
    std::uint64_t hash = seed ^ mix(seed ^ first, bytes.size() ^ second);
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left > 16; left -= 16, at += 16) hash = mix(word_at(at, 8) ^ second, word_at(at + 8, 8) ^ hash);
    const std::size_t low = std::min<std::size_t>(left, 8);
    return mix(first ^ bytes.size(), mix(word_at(at, low) ^ second, word_at(at + low, left - low) ^ hash));
}

ByteDictionary::ByteDictionary() : slots_(slots_min, 0), seed_(hash_seed(slots_.data())) {}

ByteDictionary::Found ByteDictionary::intern(std::string_view bytes) {
    const std::uint64_t hash = hash_bytes(bytes, seed_);
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
        const std::uint32_t index = slots_[slot] - 1;
        if (entries_[index].hash == hash && entries_[index].bytes == bytes) return {index, false};
    }
    entries_.push_back({hash, keep(bytes)});
    slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    if (entries_.size() * 2 > slots_.size()) grow();
    return {static_cast<std::uint32_t>(entries_.size() - 1), true};
}

std::string_view ByteDictionary::keep(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (bytes.size() > block_left_) {
        block_left_ = std::max(block_bytes, bytes.size());
        blocks_.push_back(std::make_unique<char[]>(block_left_));
        block_at_ = blocks_.back().get();
    }
    char* place = block_at_;
    std::memcpy(place, bytes.data(), bytes.size());
    block_at_ += bytes.size();
    block_left_ -= bytes.size();
    return {place, bytes.size()};
}

std::vector<std::string> ByteDictionary::take() && {
    slots_ = {};
    std::vector<std::string> strings;
    strings.reserve(entries_.size());
    std::size_t begun = 0;
    for (const Entry& entry : entries_) {
        // Strings stand in the blocks in the order of their numbers, and a block begins with one.
        if (begun < blocks_.size() && entry.bytes.data() == blocks_[begun].get()) {
            if (begun > 0) blocks_[begun - 1].reset();
            ++begun;
        }
        strings.emplace_back(entry.bytes);
    }
    return strings;
}

void ByteDictionary::grow() {
    slots_.assign(slots_.size() * 2, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        std::size_t slot = entries_[index].hash & mask;
        while (slots_[slot] != 0) slot = (slot + 1) & mask;
        slots_[slot] = static_cast<std::uint32_t>(index + 1);
    }
}

}  // namespace insightflow
