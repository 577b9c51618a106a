#include "domain/base/ulid.hpp"

#include <algorithm>
#include <cstdint>

namespace insightflow {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t ulid_size = 26;
constexpr std::size_t time_characters = 10;

}  // namespace

std::string make_ulid(Timestamp now, const std::array<std::byte, ulid_random_bytes>& random) {
    const auto since_1970 = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    const std::uint64_t milliseconds = since_1970 < 0 ? 0 : static_cast<std::uint64_t>(since_1970);
    std::string id;
    for (std::size_t i = 0; i < time_characters; ++i)
        id.push_back(alphabet[(milliseconds >> (45 - 5 * i)) & 31]);
    // Five bytes are eight characters of five bits.
    for (std::size_t half = 0; half < 2; ++half) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < 5; ++i)
            bits = bits << 8 | std::to_integer<std::uint64_t>(random[5 * half + i]);
        for (std::size_t i = 0; i < 8; ++i) id.push_back(alphabet[(bits >> (35 - 5 * i)) & 31]);
    }
    return id;
}

Timestamp time_of_ulid(std::string_view id) {
    std::int64_t milliseconds = 0;
    for (std::size_t i = 0; i < time_characters; ++i)
        milliseconds = milliseconds << 5 | static_cast<std::int64_t>(alphabet.find(id[i]));
    return Timestamp{std::chrono::milliseconds{milliseconds}};
}

bool is_ulid(std::string_view text) {
    const auto in_alphabet = [](char c) { return alphabet.find(c) != std::string_view::npos; };
    return text.size() == ulid_size && text.front() <= '7' &&
           std::all_of(text.begin(), text.end(), in_alphabet);
}

}  // namespace insightflow
