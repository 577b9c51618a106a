#include "adapters/crypto/sodium.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace insightflow::crypto {
namespace {

constexpr std::size_t hash_bytes = 32;

void start() {
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error("libsodium could not be initialised");
}

}  // namespace

void random_bytes(std::span<std::byte> out) {
    start();
    randombytes_buf(out.data(), out.size());
}

std::string blake2b_hex(std::string_view bytes) {
    start();
    std::array<unsigned char, hash_bytes> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size(), nullptr, 0);
    std::string out(2 * hash_bytes + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), hash.data(), hash.size());
    out.pop_back();
    return out;
}

std::string keyed_blake2b(std::span<const std::byte> key, std::string_view text) {
    start();
    std::string code(hash_bytes, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(code.data()), code.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size());
    return code;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    start();
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace insightflow::crypto
