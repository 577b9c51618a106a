#include "adapters/readers/encoding.hpp"

#include <cstdint>
#include <cstring>

namespace insightflow::readers {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

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

bool is_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (at + 8 <= bytes.size() && eight_ascii(bytes.data() + at)) {
            at += 8;
            continue;
        }
        if (byte_at(bytes, at) < 0x80U) {
            ++at;
            continue;
        }
        const Lead lead = lead_of(byte_at(bytes, at));
        if (lead.size == 0 || bytes.size() - at < lead.size) return false;
        const unsigned second = byte_at(bytes, at + 1);
        if (second < lead.second_min || second > lead.second_max) return false;
        for (std::size_t i = 2; i < lead.size; ++i) {
            if ((byte_at(bytes, at + i) & 0xC0U) != 0x80U) return false;
        }
        at += lead.size;
    }
    return true;
}

Result<std::size_t> byte_order_mark(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return std::size_t{3};
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return invalid_argument("line 1, column 1: the file is UTF-16; save it as UTF-8");
    }
    return std::size_t{0};
}

}  // namespace insightflow::readers
