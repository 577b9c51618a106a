// Shares of clients: of connections, of requests that wait.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

namespace insightflow::http {

// How many of something each client (or tenant) has, up to a bound: connections, requests that wait. Not for
// several threads at once.
class ClientCounts {
public:
    explicit ClientCounts(std::size_t per_client_max) : per_client_max_(per_client_max) {}

    // False where the client has as many as it may have; then nothing is counted.
    bool enter(const std::string& client);
    // Once for each enter() that gave true.
    void leave(const std::string& client);

private:
    std::size_t per_client_max_;
    std::unordered_map<std::string, std::size_t> counts_{};
};

}  // namespace insightflow::http
