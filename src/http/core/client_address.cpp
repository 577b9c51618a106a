#include "http/core/client_address.hpp"

#include <algorithm>

#include "http/core/net.hpp"

namespace insightflow::http {

std::string client_of(const std::string& text) {
    namespace ip = asio::ip;
    error_code ec;
    const auto address = ip::make_address(text, ec);
    if (ec || address.is_v4()) return text;
    const ip::address_v6 v6 = address.to_v6();
    if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    constexpr std::size_t network_bytes = 8;
    std::fill(bytes.begin() + network_bytes, bytes.end(), std::uint8_t{0});
    return ip::address_v6(bytes).to_string() + "/64";
}

bool ConnectionCounts::enter(const std::string& client) {
    std::size_t& count = counts_[client];
    if (count >= per_client_max_) {
        if (count == 0) counts_.erase(client);
        return false;
    }
    ++count;
    return true;
}

void ConnectionCounts::leave(const std::string& client) {
    const auto found = counts_.find(client);
    if (--found->second == 0) counts_.erase(found);
}

}  // namespace insightflow::http
