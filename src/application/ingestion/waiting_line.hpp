// A line that threads wait in front of: the lowest number goes first, except that an item may have to wait
// for its time.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace insightflow {

template <class Item>
class WaitingLine {
public:
    using Clock = std::chrono::steady_clock;

    // False, and nothing changes, where the number is in the line already.
    bool push(std::int64_t number, Item item, Clock::time_point ready_at = Clock::time_point::min()) {
        const std::lock_guard lock(mutex_);
        const bool added = waiting_.emplace(number, Waiting{std::move(item), ready_at}).second;
        changed_.notify_all();
        return added;
    }

    // Waits until fewer than size_max items are in the line, but for those of negative numbers, which go
    // first and take nobody's room. False, and the item is gone, where it was stopped before.
    bool push_when_room(std::int64_t number, Item item, std::size_t size_max, std::stop_token stop) {
        std::unique_lock lock(mutex_);
        const auto in_line = [&] {
            return static_cast<std::size_t>(std::distance(waiting_.lower_bound(0), waiting_.end()));
        };
        if (!changed_.wait(lock, stop, [&] { return in_line() < size_max; })) return false;
        waiting_.emplace(number, Waiting{std::move(item), Clock::time_point::min()});
        changed_.notify_all();
        return true;
    }

    // Waits for an item whose time has come; nullopt where stopped.
    std::optional<Item> pop(std::stop_token stop) {
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested()) {
            if (const auto ready = first_ready(); ready != waiting_.end()) {
                std::optional<Item> item(std::move(ready->second.item));
                waiting_.erase(ready);
                changed_.notify_all();
                return item;
            }
            if (waiting_.empty())
                changed_.wait(lock, stop, [&] { return !waiting_.empty(); });
            else
                changed_.wait_until(lock, stop, earliest(), [&] { return first_ready() != waiting_.end(); });
        }
        return std::nullopt;
    }

    // The item that pop() would give, where there is one and the condition holds of it. Does not wait.
    template <class Condition>
    std::optional<Item> pop_if(Condition condition) {
        const std::lock_guard lock(mutex_);
        const auto ready = first_ready();
        if (ready == waiting_.end() || !condition(std::as_const(ready->second.item))) return std::nullopt;
        std::optional<Item> item(std::move(ready->second.item));
        waiting_.erase(ready);
        changed_.notify_all();
        return item;
    }

    // Takes that item out; nullopt where it is not in the line.
    std::optional<Item> remove(std::int64_t number) {
        const std::lock_guard lock(mutex_);
        const auto found = waiting_.find(number);
        if (found == waiting_.end()) return std::nullopt;
        std::optional<Item> item(std::move(found->second.item));
        waiting_.erase(found);
        changed_.notify_all();
        return item;
    }

    // Takes all items out, whether their time has come or not.
    std::vector<Item> drain() {
        const std::lock_guard lock(mutex_);
        std::vector<Item> items;
        for (auto& [number, waiting] : waiting_) items.push_back(std::move(waiting.item));
        waiting_.clear();
        return items;
    }

private:
    struct Waiting {
        Item item;
        Clock::time_point ready_at;
    };
    using Place = typename std::map<std::int64_t, Waiting>::iterator;

    Place first_ready() {
        const auto now = Clock::now();
        Place place = waiting_.begin();
        while (place != waiting_.end() && place->second.ready_at > now) ++place;
        return place;
    }

    Clock::time_point earliest() const {
        auto time = Clock::time_point::max();
        for (const auto& [number, waiting] : waiting_) time = std::min(time, waiting.ready_at);
        return time;
    }

    std::mutex mutex_{};
    std::condition_variable_any changed_{};
    std::map<std::int64_t, Waiting> waiting_{};
};

}  // namespace insightflow
