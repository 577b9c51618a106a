#include "domain/text/base64url.hpp"

#include <cstdint>

namespace insightflow {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6; held -= 6) text += alphabet[(bits >> (held - 6)) & 63];
    }
    if (held > 0) text += alphabet[(bits << (6 - held)) & 63];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>((bits >> held) & 255);
    }
    // Other texts of the same bytes are not taken: a cursor or token has one spelling.
    if (base64url(bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace insightflow
