#include "http/core/client_address.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "domain/text/spelling.hpp"
#include "http/core/grammar.hpp"
#include "http/core/net.hpp"

namespace insightflow::http {
namespace {

constexpr std::size_t address_bits = 128;
constexpr std::size_t v4_prefix_bits = 96;

// A whole number without a sign; nullopt where there is more or it does not fit.
std::optional<std::uint16_t> read_number(std::string_view text) {
    std::uint16_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// The first bits of the address, zeros behind them.
IpAddress masked(IpAddress address, std::size_t bits) {
    for (std::size_t i = 0; i < address.bytes.size(); ++i) {
        const std::size_t kept = std::clamp<std::size_t>(bits, i * 8, i * 8 + 8) - i * 8;
        address.bytes[i] &= static_cast<std::uint8_t>(0xFF00U >> kept);
    }
    return address;
}

// The /64 of an IPv6 address.
std::string share_of(const IpAddress& address) {
    constexpr std::size_t network_bits = 64;
    if (address.is_v4()) return address.text();
    return masked(address, network_bits).text() + "/" + std::to_string(network_bits);
}

struct Forwarded {
    IpAddress address{};
    std::optional<std::uint16_t> port{};
};

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711".
std::optional<Forwarded> read_forwarded(std::string_view text) {
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (host.find(':') == std::string_view::npos) return std::nullopt;
    } else if (std::ranges::count(text, ':') == 1) {
        host = text.substr(0, text.find(':'));
        port = text.substr(host.size());
    }
    const auto address = read_ip_address(host);
    if (!address) return std::nullopt;
    if (port.empty()) return Forwarded{*address, {}};
    const auto number = port.starts_with(':') ? read_number(port.substr(1)) : std::nullopt;
    if (!number) return std::nullopt;
    return Forwarded{*address, number};
}

// Entries of all X-Forwarded-For lines, the first one first.
std::vector<std::string_view> forwarded_entries(const RequestHead& head) {
    std::vector<std::string_view> entries;
    for (const auto& [name, value] : head.headers) {
        if (!equal_ignoring_case(name, "X-Forwarded-For")) continue;
        for (std::string_view rest = value; !rest.empty();) entries.push_back(next_element(rest));
    }
    return entries;
}

}  // namespace

bool IpAddress::is_v4() const { return asio::ip::address_v6(bytes).is_v4_mapped(); }

std::string IpAddress::text() const {
    namespace ip = asio::ip;
    const ip::address_v6 v6(bytes);
    return is_v4() ? ip::make_address_v4(ip::v4_mapped, v6).to_string() : v6.to_string();
}

std::optional<IpAddress> read_ip_address(std::string_view text) {
    namespace ip = asio::ip;
    if (text.find('%') != std::string_view::npos) return std::nullopt;
    error_code ec;
    const auto address = ip::make_address(std::string(text), ec);
    if (ec) return std::nullopt;
    const auto v6 = address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
    return IpAddress{v6.to_bytes()};
}

bool IpNetwork::holds(const IpAddress& address) const {
    return first.is_v4() == address.is_v4() && masked(address, bits) == first;
}

std::optional<IpNetwork> read_ip_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = read_ip_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return IpNetwork{*address, address_bits};
    const auto number = read_number(text.substr(slash + 1));
    if (!number) return std::nullopt;
    const std::size_t bits = *number + (address->is_v4() ? v4_prefix_bits : 0);
    if (bits > address_bits || masked(*address, bits) != *address) return std::nullopt;
    return IpNetwork{*address, bits};
}

bool is_trusted(const TrustedProxies& proxies, const std::optional<IpAddress>& address) {
    return address && std::ranges::any_of(proxies, [&](const IpNetwork& one) { return one.holds(*address); });
}

Client client_at(const IpAddress& address, std::optional<std::uint16_t> port) {
    const std::string text = address.text();
    std::string remote = address.is_v4() || !port ? text : "[" + text + "]";
    if (port) remote += ":" + std::to_string(*port);
    return {std::move(remote), share_of(address)};
}

Client client_behind(const Client& proxy, const RequestHead& head, const TrustedProxies& proxies) {
    Client client = proxy;
    const auto entries = forwarded_entries(head);
    for (const auto entry : entries | std::views::reverse) {
        const auto forwarded = read_forwarded(entry);
        if (!forwarded) break;
        client = client_at(forwarded->address, forwarded->port);
        if (!is_trusted(proxies, forwarded->address)) break;
    }
    return client;
}

}  // namespace insightflow::http
