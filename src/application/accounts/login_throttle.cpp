#include "application/accounts/login_throttle.hpp"

#include <algorithm>

namespace insightflow {
namespace {

std::string account_name(const std::string& account) { return "account " + account; }
std::string address_name(const std::string& client) { return "address " + client; }

Error too_often(std::chrono::seconds wait) {
    Error error{ErrorCode::rate_limited,
                "Too many attempts: wait " + std::to_string(wait.count()) + " s before the next one.",
                {}};
    error.retry_after_s = static_cast<int>(wait.count());
    return error;
}

}  // namespace

Result<void> LoginThrottle::attempt(const std::string& account, const std::string& client, Timestamp now) {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, const ThrottleRule*>> asked{
        {address_name(client), &rules_.per_address}};
    if (!account.empty()) asked.emplace_back(account_name(account), &rules_.per_account);
    Timestamp open_at = now;
    for (const auto& [name, rule] : asked) open_at = std::max(open_at, open_at_of(name));
    if (open_at > now) return too_often(std::chrono::ceil<std::chrono::seconds>(open_at - now));
    for (const auto& [name, rule] : asked) fail(name, *rule, now);
    return {};
}

void LoginThrottle::succeeded(const std::string& account, const std::string& client) {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_name_.find(account_name(account)); found != by_name_.end()) {
        entries_.erase(found->second);
        by_name_.erase(found);
    }
    const auto found = by_name_.find(address_name(client));
    if (found == by_name_.end() || found->second->failures == 0) return;
    --found->second->failures;
    found->second->open_at = Timestamp{};
}

Timestamp LoginThrottle::open_at_of(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? Timestamp{} : found->second->open_at;
}

LoginThrottle::Entry& LoginThrottle::latest(const std::string& name, Timestamp now) {
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
        if (now - found->second->last > rules_.forgotten_after) *found->second = Entry{name, 0, now, {}};
        entries_.splice(entries_.begin(), entries_, found->second);
        return *found->second;
    }
    if (entries_.size() >= rules_.entries_max) {
        by_name_.erase(entries_.back().name);
        entries_.pop_back();
    }
    entries_.push_front({name, 0, now, {}});
    by_name_.emplace(name, entries_.begin());
    return entries_.front();
}

void LoginThrottle::fail(const std::string& name, const ThrottleRule& rule, Timestamp now) {
    Entry& entry = latest(name, now);
    ++entry.failures;
    entry.last = now;
    const int over = entry.failures - rule.free_failures;
    if (over < 0) return;
    std::chrono::seconds wait = rule.first_wait;
    for (int i = 0; i < over && wait < rule.wait_max; ++i) wait *= 2;
    entry.open_at = now + std::min(wait, rule.wait_max);
}

}  // namespace insightflow
