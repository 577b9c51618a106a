#include "app/config.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace insightflow::app {

bool ListenAddress::is_loopback() const { return address.starts_with("127.") || address == "::1"; }

bool ListenAddress::takes_the_place_of(const ListenAddress& other) const {
    // "::" takes the addresses of IPv4 too.
    const auto holds = [](const std::string& any, const std::string& one) {
        return any == one || any == "::" || (any == "0.0.0.0" && one.find(':') == std::string::npos);
    };
    return port != 0 && port == other.port &&
           (holds(address, other.address) || holds(other.address, address));
}

std::string ListenAddress::text() const {
    const bool is_v6 = address.find(':') != std::string::npos;
    return (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

std::optional<ListenAddress> parse_listen(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::string_view address = text.substr(0, colon);
    const std::string_view port_text = text.substr(colon + 1);
    if (address.front() == '[') {
        if (address.back() != ']') return std::nullopt;
        address = address.substr(1, address.size() - 2);
    } else if (address.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    ListenAddress listen{std::string(address), 0};
    in6_addr parsed{};
    if (inet_pton(AF_INET, listen.address.c_str(), &parsed) != 1 &&
        inet_pton(AF_INET6, listen.address.c_str(), &parsed) != 1)
        return std::nullopt;
    const auto [end, error] =
        std::from_chars(port_text.data(), port_text.data() + port_text.size(), listen.port);
    if (error != std::errc{} || end != port_text.data() + port_text.size()) return std::nullopt;
    return listen;
}

}  // namespace insightflow::app
