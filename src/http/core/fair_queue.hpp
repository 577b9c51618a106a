// Work that waits for a thread. The tenants are served in turn, and within a tenant its clients, each from a
// queue of its own: whoever asks for much waits behind itself alone (fair queueing: J. Nagle, RFC 970, 1985),
// and many clients of a tenant have no more than one of another. And a tenant never has all the threads: what
// runs long for one leaves room for the others.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace insightflow::http {

struct Caller {
    std::string tenant{};  // a workspace; of who has none, its address
    std::string client{};  // a key or user at an address
};

// Not for several threads at once.
template <class Work>
class FairQueue {
public:
    struct Turn {
        std::string tenant{};
        Work work{};
    };

    // running_max: so much of one tenant runs at once.
    explicit FairQueue(std::size_t running_max) : running_max_(running_max) {}

    void push(const Caller& caller, Work work) {
        Tenant& tenant = tenants_[caller.tenant];
        if (tenant.turns.empty()) turns_.push_back(caller.tenant);
        std::deque<Work>& own = tenant.waiting[caller.client];
        if (own.empty()) tenant.turns.push_back(caller.client);
        own.push_back(std::move(work));
    }

    // The oldest of the client whose turn it is, of the tenant whose turn it is, which runs from now on;
    // nullopt where nothing may.
    std::optional<Turn> pop() {
        for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
            Tenant& tenant = tenants_.at(*turn);
            if (tenant.running == running_max_) continue;
            Turn next{std::move(*turn), tenant.pop()};
            turns_.erase(turn);
            ++tenant.running;
            if (!tenant.turns.empty()) turns_.push_back(next.tenant);
            return next;
        }
        return std::nullopt;
    }

    // What the tenant had run has ended. True where more of it waits, maybe for just that.
    bool ended(const std::string& name) {
        const auto tenant = tenants_.find(name);
        --tenant->second.running;
        const bool waits = !tenant->second.turns.empty();
        if (tenant->second.running == 0 && !waits) tenants_.erase(tenant);
        return waits;
    }

private:
    struct Tenant {
        std::size_t running = 0;
        std::unordered_map<std::string, std::deque<Work>> waiting{};  // by client
        std::deque<std::string> turns{};                              // each client of those, once

        Work pop() {
            std::string client = std::move(turns.front());
            turns.pop_front();
            const auto own = waiting.find(client);
            Work work = std::move(own->second.front());
            own->second.pop_front();
            if (own->second.empty())
                waiting.erase(own);
            else
                turns.push_back(std::move(client));
            return work;
        }
    };
    std::size_t running_max_;
    std::unordered_map<std::string, Tenant> tenants_{};  // those of which something waits or runs
    std::deque<std::string> turns_{};                    // each of which something waits, once
};

}  // namespace insightflow::http
