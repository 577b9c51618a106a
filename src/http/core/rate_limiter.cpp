#include "http/core/rate_limiter.hpp"

#include <algorithm>

namespace insightflow::http {
namespace {

constexpr std::chrono::seconds sweep_pause{1};

}  // namespace

RateVerdict RateLimiter::take(const std::string& client, Time now) {
    if (limit_.requests == 0) return {};
    const std::lock_guard lock(mutex_);
    Time& full_at = bucket_of(client, now);
    const RateVerdict verdict = judge(full_at, now);
    if (verdict.allowed) full_at = std::max(full_at, now) + step();
    return verdict;
}

RateVerdict RateLimiter::look(const std::string& client, Time now) const {
    if (limit_.requests == 0) return {};
    const std::lock_guard lock(mutex_);
    const auto known = full_at_.find(client);
    if (known != full_at_.end()) return judge(known->second, now);
    return judge(full_at_.size() < clients_max_ ? Time{} : shared_full_at_, now);
}

std::chrono::nanoseconds RateLimiter::step() const {
    return std::chrono::nanoseconds(limit_.window) / static_cast<std::int64_t>(limit_.requests);
}

RateVerdict RateLimiter::judge(Time full_at, Time now) const {
    using std::chrono::ceil;
    using std::chrono::seconds;
    const std::chrono::nanoseconds window = limit_.window;
    const Time base = std::max(full_at, now);
    const auto filling = base + step() - now;  // how long the bucket would fill after this request
    if (filling > window)
        return {.allowed = false,
                .until_full = ceil<seconds>(base - now),
                .until_next = ceil<seconds>(filling - window)};
    return {.remaining = static_cast<std::uint64_t>((window - filling) / step()),
            .until_full = ceil<seconds>(filling)};
}

RateLimiter::Time& RateLimiter::bucket_of(const std::string& client, Time now) {
    const auto known = full_at_.find(client);
    if (known != full_at_.end()) return known->second;
    if (full_at_.size() >= clients_max_ && now >= swept_at_ + sweep_pause) {
        std::erase_if(full_at_, [now](const auto& entry) { return entry.second <= now; });
        swept_at_ = now;
    }
    return full_at_.size() < clients_max_ ? full_at_[client] : shared_full_at_;
}

}  // namespace insightflow::http
