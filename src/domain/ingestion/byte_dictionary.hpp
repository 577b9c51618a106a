// Numbers byte strings in the order of their first appearance: 0, 1, 2, ... One look-up per string, no
// allocation for one that is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace insightflow {

// A seed from the place of a table in memory, which the system chooses at random, so that nobody can choose
// keys that collide in it. No answer may depend on it.
std::uint64_t hash_seed(const void* table);

// 64 bits that depend on all bytes and on the seed.
std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed);

class ByteDictionary {
public:
    ByteDictionary();

    struct Found {
        std::uint32_t index = 0;
        bool added = false;
    };
    Found intern(std::string_view bytes);

    std::size_t size() const { return entries_.size(); }
    // Valid as long as the dictionary.
    std::string_view operator[](std::uint32_t index) const { return entries_[index].bytes; }
    // All strings by number. The dictionary's memory goes as they are taken: they are never there twice.
    std::vector<std::string> take() &&;

private:
    struct Entry {
        std::uint64_t hash = 0;
        std::string_view bytes{};
    };
    std::string_view keep(std::string_view bytes);
    void grow();

    std::vector<std::uint32_t> slots_;  // index + 1; 0 is free. A power of two, at most half full.
    std::uint64_t seed_;
    std::vector<Entry> entries_{};
    std::vector<std::unique_ptr<char[]>> blocks_{};
    std::size_t block_left_ = 0;
    char* block_at_ = nullptr;
};

}  // namespace insightflow
