// Work that waits for a thread. Each client has a queue of its own, and the queues are served in turn, so
// that whoever asks for much waits behind itself alone (fair queueing: J. Nagle, RFC 970, 1985).
#pragma once

#include <cassert>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace insightflow::http {

// Not for several threads at once.
template <class Work>
class FairQueue {
public:
    void push(const std::string& client, Work work) {
        std::deque<Work>& own = waiting_[client];
        if (own.empty()) turns_.push_back(client);
        own.push_back(std::move(work));
    }

    // The oldest of the client whose turn it is. There must be one.
    Work pop() {
        assert(!turns_.empty());
        std::string client = std::move(turns_.front());
        turns_.pop_front();
        const auto own = waiting_.find(client);
        Work work = std::move(own->second.front());
        own->second.pop_front();
        if (own->second.empty())
            waiting_.erase(own);
        else
            turns_.push_back(std::move(client));
        return work;
    }

private:
    std::unordered_map<std::string, std::deque<Work>> waiting_{};  // none is empty
    std::deque<std::string> turns_{};                              // each of waiting_ once
};

}  // namespace insightflow::http
