// BLAKE2b-256 over bytes that come in pieces. libsodium must have been started (sodium_init).
#pragma once

#include <sodium.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "domain/text/hex.hpp"

namespace insightflow::files {

class BodyHash {
public:
    BodyHash() { crypto_generichash_init(&state_, nullptr, 0, hash_bytes); }
    void add(std::span<const std::byte> bytes) {
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  bytes.size());
    }
    // Once.
    std::string hex() {
        std::array<unsigned char, hash_bytes> hash{};
        crypto_generichash_final(&state_, hash.data(), hash.size());
        return to_hex(std::as_bytes(std::span(hash)));
    }

private:
    static constexpr std::size_t hash_bytes = 32;
    crypto_generichash_state state_{};
};

}  // namespace insightflow::files
