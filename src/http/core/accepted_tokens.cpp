#include "http/core/accepted_tokens.hpp"

#include <functional>
#include <string>

namespace insightflow::http {
namespace {

constexpr std::chrono::seconds sweep_pause{1};

// A blank stands in no token.
std::size_t mark_of(std::string_view client, std::string_view token) {
    return std::hash<std::string>{}(std::string(client) + ' ' + std::string(token));
}

}  // namespace

void AcceptedTokens::add(std::string_view client, std::string_view token, Time now) {
    const std::size_t mark = mark_of(client, token);
    const std::lock_guard lock(mutex_);
    if (const auto known = good_at_.find(mark); known != good_at_.end()) {
        known->second = now;
        return;
    }
    if (good_at_.size() >= tokens_max_ && now >= swept_at_ + sweep_pause) {
        std::erase_if(good_at_, [now](const auto& entry) { return now - entry.second > kept_for; });
        swept_at_ = now;
    }
    if (good_at_.size() < tokens_max_) good_at_.emplace(mark, now);
}

void AcceptedTokens::remove(std::string_view client, std::string_view token) {
    const std::size_t mark = mark_of(client, token);
    const std::lock_guard lock(mutex_);
    good_at_.erase(mark);
}

bool AcceptedTokens::holds(std::string_view client, std::string_view token, Time now) const {
    const std::size_t mark = mark_of(client, token);
    const std::lock_guard lock(mutex_);
    const auto known = good_at_.find(mark);
    return known != good_at_.end() && now - known->second <= kept_for;
}

}  // namespace insightflow::http
