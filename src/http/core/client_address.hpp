// Who counts as one client where connections and requests are shared out: an IPv4 address, or the /64 of an
// IPv6 one, because a single host has a whole /64 to choose addresses from.
//
// Behind a proxy every peer is the proxy: where it is trusted, the client is whom it names in
// X-Forwarded-For. Each proxy adds the address that it sees at the right, and a client may send what it likes
// at the left, so the list is read from the right, and no further than the first address that is not trusted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/core/endpoint.hpp"

namespace insightflow::http {

// Sixteen bytes in the network's order; an IPv4 address is ::ffff:a.b.c.d.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    bool is_v4() const;
    // "192.0.2.1", "2001:db8::1".
    std::string text() const;
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// "192.0.2.1", "2001:db8::1"; nullopt for anything else, names of networks (%eth0) included.
std::optional<IpAddress> read_ip_address(std::string_view text);

// An address with all whose first bits are the same. IPv4 and IPv6 are apart: "::/0" is no IPv4 address.
struct IpNetwork {
    IpAddress first{};
    std::size_t bits = 128;
    bool holds(const IpAddress& address) const;
};

// "10.0.0.0/8", "2001:db8::/32", or one address; nullopt for anything else, and where bits are set behind the
// first ones.
std::optional<IpNetwork> read_ip_network(std::string_view text);

using TrustedProxies = std::vector<IpNetwork>;

bool is_trusted(const TrustedProxies& proxies, const std::optional<IpAddress>& address);

// Who sent a request.
struct Client {
    std::string remote = "-";  // "192.0.2.1:4711", "[2001:db8::1]:4711"; without the port where it is unknown
    std::string share = "-";   // what is counted together: "192.0.2.1", "2001:db8:1:2::/64"
};

// The client at the other end of a connection.
Client client_at(const IpAddress& address, std::optional<std::uint16_t> port);

// The client whom a trusted proxy names: the right-most of X-Forwarded-For that is not trusted itself. Where
// an entry is no address (maybe with a port), what stands left of it counts for nothing.
Client client_behind(const Client& proxy, const RequestHead& head, const TrustedProxies& proxies);

}  // namespace insightflow::http
