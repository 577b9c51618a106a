#include "http/core/rate_limiter.hpp"

#include <algorithm>

namespace insightflow::http {
namespace {

constexpr std::chrono::seconds sweep_pause{1};

}  // namespace

RateVerdict RateLimiter::take(const std::string& client, Time now) {
    using std::chrono::ceil;
    using std::chrono::seconds;
    if (limit_.requests == 0) return {};
    const std::chrono::nanoseconds window = limit_.window;
    const auto step = window / static_cast<std::int64_t>(limit_.requests);
    const std::lock_guard lock(mutex_);
    Time& full_at = bucket_of(client, now);
    const Time base = std::max(full_at, now);
    const auto filling = base + step - now;  // how long the bucket would fill after this request
    if (filling > window)
        return {.allowed = false,
                .until_full = ceil<seconds>(base - now),
                .until_next = ceil<seconds>(filling - window)};
    full_at = base + step;
    return {.remaining = static_cast<std::uint64_t>((window - filling) / step),
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
