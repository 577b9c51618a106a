// Work that waits for a thread. Each client has a queue of its own, and the queues are served in turn, so
// that whoever asks for much waits behind itself alone (fair queueing: J. Nagle, RFC 970, 1985). And a client
// never has all the threads: what runs long for one leaves room for the others.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace insightflow::http {

// Not for several threads at once.
template <class Work>
class FairQueue {
public:
    struct Turn {
        std::string client{};
        Work work{};
    };

    // running_max: so much of one client runs at once.
    explicit FairQueue(std::size_t running_max) : running_max_(running_max) {}

    void push(const std::string& client, Work work) {
        Client& own = clients_[client];
        if (own.waiting.empty()) turns_.push_back(client);
        own.waiting.push_back(std::move(work));
    }

    // The oldest of the client whose turn it is, which runs from now on; nullopt where nothing may.
    std::optional<Turn> pop() {
        for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
            Client& own = clients_.at(*turn);
            if (own.running == running_max_) continue;
            Turn next{std::move(*turn), std::move(own.waiting.front())};
            turns_.erase(turn);
            own.waiting.pop_front();
            ++own.running;
            if (!own.waiting.empty()) turns_.push_back(next.client);
            return next;
        }
        return std::nullopt;
    }

    // What the client had run has ended. True where more of the client waits, maybe for just that.
    bool ended(const std::string& client) {
        const auto own = clients_.find(client);
        --own->second.running;
        const bool waits = !own->second.waiting.empty();
        if (own->second.running == 0 && !waits) clients_.erase(own);
        return waits;
    }

private:
    struct Client {
        std::size_t running = 0;
        std::deque<Work> waiting{};
    };
    std::size_t running_max_;
    std::unordered_map<std::string, Client> clients_{};  // those of which something waits or runs
    std::deque<std::string> turns_{};                    // each of which something waits, once
};

}  // namespace insightflow::http
