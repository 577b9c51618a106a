// Passwords: what is accepted as one, and hashing and checking them without letting many logins at once take
// all memory and all threads.
#pragma once

#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>

#include "application/accounts/crypto_functions.hpp"

namespace insightflow {

// NIST SP 800-63B: length counts, composition rules do not help.
inline constexpr std::size_t password_characters_min = 12;
inline constexpr std::size_t password_bytes_max = 256;
inline constexpr std::size_t email_bytes_max = 254;  // RFC 5321

// What is wrong with the text as a password; nothing where it can be one.
std::optional<std::string> password_fault(std::string_view password, std::string_view email);

// The form under which an e-mail address is stored and looked up: trimmed, ASCII letters lowered; nothing
// where the text is none. (Whether the mailbox exists cannot be told by looking.)
std::optional<std::string> folded_email(std::string_view text);

// Any thread.
class Passwords {
public:
    Passwords(HashPassword hash, CheckPassword check, const RandomBytes& random);

    // Errors: unavailable where passwords_at_once are being worked on; out_of_memory.
    Result<std::string> hash(std::string_view password);
    // Takes as long where there is no hash to compare with. Errors: as above.
    Result<bool> matches(const std::optional<std::string>& hash, std::string_view password);

private:
    static constexpr int passwords_at_once = 2;
    Result<std::string> nobodys_hash();

    HashPassword hash_;
    CheckPassword check_;
    std::string nobodys_password_;
    std::counting_semaphore<passwords_at_once> places_{passwords_at_once};
    std::mutex mutex_{};
    std::string nobodys_hash_{};  // made when it is needed first
};

}  // namespace insightflow
