// Which tokens were good lately, each at the client that showed it: those of an address are still looked at
// while others of it are refused unseen. It remembers marks of tokens, never tokens; two that share a mark
// only mean that a wrong one is looked at, and refused. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace insightflow::http {

class AcceptedTokens {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::minutes kept_for{10};  // since it was good last

    // Where more are in use at once, those that come later are not remembered.
    explicit AcceptedTokens(std::size_t tokens_max = 16 * 1024) : tokens_max_(tokens_max) {}

    void add(std::string_view client, std::string_view token, Time now);
    void remove(std::string_view client, std::string_view token);
    bool holds(std::string_view client, std::string_view token, Time now) const;

private:
    std::size_t tokens_max_;
    mutable std::mutex mutex_{};
    std::unordered_map<std::size_t, Time> good_at_{};
    Time swept_at_{};
};

}  // namespace insightflow::http
