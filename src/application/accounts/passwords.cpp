#include "application/accounts/passwords.hpp"

#include <algorithm>

#include "application/accounts/secrets.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow {
namespace {

Error too_many() { return {ErrorCode::unavailable, "Too many people log in at this moment: try again.", {}}; }

// A place at the desk, given back when destroyed.
template <std::ptrdiff_t places>
class Place {
public:
    explicit Place(std::counting_semaphore<places>& semaphore)
        : semaphore_(semaphore), held_(semaphore.try_acquire()) {}
    ~Place() {
        if (held_) semaphore_.release();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool held() const { return held_; }

private:
    std::counting_semaphore<places>& semaphore_;
    bool held_;
};

}  // namespace

std::optional<std::string> password_fault(std::string_view password, std::string_view email) {
    if (!is_utf8(password) || holds_control(password)) return "must be text without control characters";
    if (password.size() > password_bytes_max)
        return "must have at most " + std::to_string(password_bytes_max) + " bytes";
    if (code_points(password) < password_characters_min)
        return "must have at least " + std::to_string(password_characters_min) + " characters";
    const bool one_letter = password.find_first_not_of(password.front()) == std::string_view::npos;
    if (one_letter || equal_ignoring_case(password, email)) return "must not be so easy to guess";
    return std::nullopt;
}

std::optional<std::string> folded_email(std::string_view text) {
    text = trimmed(text);
    const auto at = text.rfind('@');
    const bool has_both_sides = at != std::string_view::npos && at > 0 && at + 1 < text.size();
    const auto is_part = [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F; };
    if (!has_both_sides || text.size() > email_bytes_max || !is_utf8(text) || holds_control(text) ||
        !std::ranges::all_of(text, is_part) || std::ranges::count(text, '@') != 1)
        return std::nullopt;
    return lower_ascii(text);
}

Passwords::Passwords(HashPassword hash, CheckPassword check, const RandomBytes& random)
    : hash_(std::move(hash)), check_(std::move(check)), nobodys_password_(make_secret("", 32, random)) {}

Result<std::string> Passwords::hash(std::string_view password) {
    const Place place(places_);
    if (!place.held()) return too_many();
    return hash_(password);
}

Result<bool> Passwords::matches(const std::optional<std::string>& hash, std::string_view password) {
    const Place place(places_);
    if (!place.held()) return too_many();
    // Made before either answer, so that the first login tells nothing by its time.
    const auto nobodys = nobodys_hash();
    if (!nobodys) return nobodys.error();
    const bool fits = check_(hash.value_or(*nobodys), password);
    return hash.has_value() && fits;
}

Result<std::string> Passwords::nobodys_hash() {
    const std::lock_guard lock(mutex_);
    if (nobodys_hash_.empty()) {
        auto made = hash_(nobodys_password_);
        if (!made) return made.error();
        nobodys_hash_ = std::move(*made);
    }
    return nobodys_hash_;
}

}  // namespace insightflow
