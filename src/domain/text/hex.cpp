#include "domain/text/hex.hpp"

namespace insightflow {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

}  // namespace

std::string to_hex(std::span<const std::byte> bytes) {
    std::string out;
    out.reserve(2 * bytes.size());
    for (const std::byte value : bytes) {
        out += digits[std::to_integer<std::size_t>(value >> 4)];
        out += digits[std::to_integer<std::size_t>(value & std::byte{15})];
    }
    return out;
}

std::string to_hex(std::string_view bytes) { return to_hex(std::as_bytes(std::span(bytes))); }

std::string to_hex(std::uint64_t number) {
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += digits[(number >> shift) & 15];
    return out;
}

}  // namespace insightflow
