#include "http/core/client_counts.hpp"

namespace insightflow::http {

bool ClientCounts::enter(const std::string& client) {
    std::size_t& count = counts_[client];
    if (count >= per_client_max_) {
        if (count == 0) counts_.erase(client);
        return false;
    }
    ++count;
    return true;
}

void ClientCounts::leave(const std::string& client) {
    const auto found = counts_.find(client);
    if (--found->second == 0) counts_.erase(found);
}

}  // namespace insightflow::http
