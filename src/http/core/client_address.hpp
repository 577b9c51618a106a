// Who counts as one client where connections and requests are shared out: an IPv4 address, or the /64 of an
// IPv6 one, because a single host has a whole /64 to choose addresses from.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

namespace insightflow::http {

// "192.0.2.1", "2001:db8:1:2::/64". An IPv4 address written as an IPv6 one is that IPv4 address. What is no
// address is given back as it is.
std::string client_of(const std::string& address);

// The open connections of each client. Not for several threads at once.
class ConnectionCounts {
public:
    explicit ConnectionCounts(std::size_t per_client_max) : per_client_max_(per_client_max) {}

    // False where the client has as many as it may have; then nothing is counted.
    bool enter(const std::string& client);
    // Once for each enter() that gave true.
    void leave(const std::string& client);

private:
    std::size_t per_client_max_;
    std::unordered_map<std::string, std::size_t> counts_{};
};

}  // namespace insightflow::http
