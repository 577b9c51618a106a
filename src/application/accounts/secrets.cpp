#include "application/accounts/secrets.hpp"

#include <cstdint>

namespace insightflow {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// CRC-32 as in ISO 3309 and gzip.
std::uint32_t crc32(std::string_view text) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::string check_of(std::string_view text) {
    std::string out(secret_check_characters, alphabet.front());
    std::size_t rest = crc32(text);
    for (std::size_t i = out.size(); i-- > 0; rest /= alphabet.size())
        out[i] = alphabet[rest % alphabet.size()];
    return out;
}

}  // namespace

std::string make_secret(std::string_view prefix, std::size_t characters, const RandomBytes& random) {
    // The largest multiple of 62 in a byte: what lies above would make the first characters likelier.
    constexpr unsigned fair_max = 248;
    std::string out(prefix);
    while (out.size() < prefix.size() + characters) {
        std::array<std::byte, 64> bytes{};
        random(bytes);
        for (const std::byte byte : bytes) {
            const auto value = std::to_integer<unsigned>(byte);
            if (value < fair_max && out.size() < prefix.size() + characters)
                out += alphabet[value % alphabet.size()];
        }
    }
    return out + check_of(out);
}

bool is_whole_secret(std::string_view text) {
    if (text.size() <= secret_check_characters) return false;
    const auto body = text.substr(0, text.size() - secret_check_characters);
    return check_of(body) == text.substr(body.size());
}

}  // namespace insightflow
