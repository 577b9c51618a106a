#include "adapters/crypto/sodium.hpp"

#include <sodium.h>

#include <array>
#include <cassert>
#include <stdexcept>

#include "domain/text/hex.hpp"

namespace insightflow::crypto {
namespace {

constexpr std::size_t hash_bytes = 32;
constexpr unsigned long long password_passes = 2;
constexpr std::size_t password_memory_bytes = 19ULL << 20;

void start() {
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error("libsodium could not be initialised");
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string hash_of(std::string_view bytes, std::string_view key) {
    start();
    std::string hash(hash_bytes, '\0');
    crypto_generichash(bytes_of(hash), hash.size(), bytes_of(bytes), bytes.size(),
                       key.empty() ? nullptr : bytes_of(key), key.size());
    return hash;
}

// Empty where the text is no hex.
std::string bytes_of_hex(std::string_view hex) {
    std::string out(hex.size() / 2, '\0');
    std::size_t size = 0;
    if (sodium_hex2bin(bytes_of(out), out.size(), hex.data(), hex.size(), nullptr, &size, nullptr) != 0)
        return {};
    out.resize(size);
    return out;
}

std::string sealed_by(std::string_view key, std::string_view plain) {
    std::string nonce(crypto_secretbox_NONCEBYTES, '\0');
    randombytes_buf(nonce.data(), nonce.size());
    std::string box(crypto_secretbox_MACBYTES + plain.size(), '\0');
    crypto_secretbox_easy(bytes_of(box), bytes_of(plain), plain.size(), bytes_of(std::string_view(nonce)),
                          bytes_of(key));
    return to_hex(nonce + box);
}

Result<std::string> unsealed_by(std::string_view key, std::string_view sealed) {
    const std::string bytes = bytes_of_hex(sealed);
    const Error other_key{ErrorCode::unprocessable,
                          "What was sealed cannot be opened: it was made with another secret key.",
                          {}};
    if (bytes.size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) return other_key;
    const std::string_view nonce = std::string_view(bytes).substr(0, crypto_secretbox_NONCEBYTES);
    const std::string_view box = std::string_view(bytes).substr(nonce.size());
    std::string plain(box.size() - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(bytes_of(plain), bytes_of(box), box.size(), bytes_of(nonce),
                                   bytes_of(key)) != 0)
        return other_key;
    return plain;
}

}  // namespace

void random_bytes(std::span<std::byte> out) {
    start();
    randombytes_buf(out.data(), out.size());
}

std::string blake2b_hex(std::string_view bytes) { return to_hex(hash_of(bytes, {})); }

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    start();
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

Result<std::string> hash_password(std::string_view password) {
    start();
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), password_passes,
                              password_memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return Error{ErrorCode::out_of_memory, "There is not enough memory to hash a password.", {}};
    return std::string(text.data());
}

bool check_password(std::string_view hash, std::string_view password) {
    start();
    // The library wants the text's end marked.
    const std::string text(hash);
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

SecretKey::SecretKey(std::string_view secret) : key_(hash_of(secret, {})) {
    assert(secret.size() >= secret_bytes_min);
}

std::string SecretKey::key_for(std::string_view purpose) const { return hash_of(purpose, key_); }

KeyedHash SecretKey::keyed_hash(std::string_view purpose) const {
    return [key = key_for(purpose)](std::string_view text) { return to_hex(hash_of(text, key)); };
}

Seal SecretKey::seal(std::string_view purpose) const {
    return [key = key_for(purpose)](std::string_view plain) { return sealed_by(key, plain); };
}

Unseal SecretKey::unseal(std::string_view purpose) const {
    return [key = key_for(purpose)](std::string_view sealed) { return unsealed_by(key, sealed); };
}

}  // namespace insightflow::crypto
