// A token bucket for each client: it may ask `requests` at once, and gets them back evenly over `window`.
// Kept as one moment per client, when its bucket is full again (the generic cell rate algorithm), so that a
// client that has been quiet costs nothing. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace insightflow::http {

struct RateLimit {
    std::uint64_t requests = 0;  // 0: no limit
    std::chrono::seconds window{10};
};

struct RateVerdict {
    bool allowed = true;
    std::uint64_t remaining = 0;
    std::chrono::seconds until_full{0};  // rounded up
    std::chrono::seconds until_next{0};  // where not allowed: when to ask again, rounded up
};

class RateLimiter {
public:
    using Time = std::chrono::steady_clock::time_point;

    // clients_max bounds the memory; where more are busy at once, those that came later share one bucket.
    explicit RateLimiter(RateLimit limit, std::size_t clients_max = 16 * 1024)
        : limit_(limit), clients_max_(clients_max) {}

    // One request of the client. A refused one costs nothing.
    RateVerdict take(const std::string& client, Time now);
    // What take() would say, without counting a request.
    RateVerdict look(const std::string& client, Time now) const;
    const RateLimit& limit() const { return limit_; }

private:
    std::chrono::nanoseconds step() const;
    RateVerdict judge(Time full_at, Time now) const;
    Time& bucket_of(const std::string& client, Time now);

    RateLimit limit_;
    std::size_t clients_max_;
    mutable std::mutex mutex_{};
    std::unordered_map<std::string, Time> full_at_{};
    Time shared_full_at_{};
    Time swept_at_{};
};

}  // namespace insightflow::http
