// Slows guessing down, per account and per address, and never locks anybody out for good. In memory: a
// restart forgets it, which costs an attacker more than it gives.
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

// After `free_failures` failures in a row the next attempt has to wait for first_wait, then for twice as long
// after each further one, up to wait_max.
struct ThrottleRule {
    int free_failures = 0;
    std::chrono::seconds first_wait{1};
    std::chrono::seconds wait_max{60};
};

struct ThrottleRules {
    // An owner whose account is under attack from elsewhere still gets in within a minute.
    ThrottleRule per_account{5, std::chrono::seconds{1}, std::chrono::seconds{60}};
    ThrottleRule per_address{20, std::chrono::seconds{1}, std::chrono::minutes{15}};
    std::chrono::seconds forgotten_after{3600};  // since the last failure
    std::size_t entries_max =
        50'000;  // the one that failed longest ago goes; refused attempts count for nothing
};

// Any thread.
class LoginThrottle {
public:
    explicit LoginThrottle(ThrottleRules rules = {}) : rules_(rules) {}

    // The attempt counts as failed until succeeded(). client: as in Origin; account may be empty. Errors:
    // rate_limited, with the seconds to wait, where it is not to be looked at.
    Result<void> attempt(const std::string& account, const std::string& client, Timestamp now);
    // Forgets the failures of the account, and takes this attempt off the address.
    void succeeded(const std::string& account, const std::string& client);

private:
    struct Entry {
        std::string name{};
        int failures = 0;
        Timestamp last{};
        Timestamp open_at{};
    };
    using Entries = std::list<Entry>;

    Timestamp open_at_of(const std::string& name) const;
    Entry& latest(const std::string& name, Timestamp now);
    void fail(const std::string& name, const ThrottleRule& rule, Timestamp now);

    ThrottleRules rules_;
    std::mutex mutex_{};
    Entries entries_{};  // the latest failure first
    std::unordered_map<std::string, Entries::iterator> by_name_{};
};

}  // namespace insightflow
