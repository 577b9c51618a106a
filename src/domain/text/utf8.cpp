#include "domain/text/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace insightflow {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool eight_ascii(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return (word & 0x8080808080808080ULL) == 0;
}

// Bounds of the second byte of a character, by its first: they shut out overlong forms, surrogates and too
// large code points.
struct Lead {
    std::size_t size;
    unsigned second_min;
    unsigned second_max;
};

Lead lead_of(unsigned first) {
    if (first >= 0xC2U && first <= 0xDFU) return {2, 0x80U, 0xBFU};
    if (first == 0xE0U) return {3, 0xA0U, 0xBFU};
    if (first == 0xEDU) return {3, 0x80U, 0x9FU};
    if (first >= 0xE1U && first <= 0xEFU) return {3, 0x80U, 0xBFU};
    if (first == 0xF0U) return {4, 0x90U, 0xBFU};
    if (first >= 0xF1U && first <= 0xF3U) return {4, 0x80U, 0xBFU};
    if (first == 0xF4U) return {4, 0x80U, 0x8FU};
    return {0, 0, 0};
}

}  // namespace

std::size_t utf8_character_size(std::string_view text) {
    if (text.empty()) return 0;
    if (byte_at(text, 0) < 0x80U) return 1;
    const Lead lead = lead_of(byte_at(text, 0));
    if (lead.size == 0 || text.size() < lead.size) return 0;
    const unsigned second = byte_at(text, 1);
    if (second < lead.second_min || second > lead.second_max) return 0;
    return std::ranges::all_of(text.substr(2, lead.size - 2), continues_a_character) ? lead.size : 0;
}

bool is_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (at + 8 <= text.size() && eight_ascii(text.data() + at)) {
            at += 8;
            continue;
        }
        const std::size_t size = utf8_character_size(text.substr(at));
        if (size == 0) return false;
        at += size;
    }
    return true;
}

std::size_t code_points(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_a_character));
}

}  // namespace insightflow
