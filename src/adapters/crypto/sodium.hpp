// Randomness, hashing, passwords and sealing by libsodium, in the shapes that the application asks for
// (accounts/crypto_functions.hpp). Any thread. Throws std::runtime_error where libsodium cannot start (no
// source of randomness).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "application/accounts/crypto_functions.hpp"

namespace insightflow::crypto {

void random_bytes(std::span<std::byte> out);

// Lower-case hex of BLAKE2b-256.
std::string blake2b_hex(std::string_view bytes);

bool equal_in_constant_time(std::string_view left, std::string_view right);

// argon2id (RFC 9106) with 19 MiB and two passes, the least that OWASP's password storage sheet takes, as a
// PHC string. Errors: out_of_memory.
Result<std::string> hash_password(std::string_view password);
// False also where the hash is none.
bool check_password(std::string_view hash, std::string_view password);

// The installation's secret, from which every purpose gets a key of its own (BLAKE2b, keyed by the secret).
class SecretKey {
public:
    // secret: at least secret_bytes_min, from a source that nobody can guess.
    explicit SecretKey(std::string_view secret);

    KeyedHash keyed_hash(std::string_view purpose) const;  // BLAKE2b-256 in hex
    Seal seal(std::string_view purpose) const;             // XSalsa20-Poly1305, nonce before the box, in hex
    Unseal unseal(std::string_view purpose) const;

private:
    std::string key_for(std::string_view purpose) const;
    std::string key_;
};

inline constexpr std::size_t secret_bytes_min = 32;

}  // namespace insightflow::crypto
