#include "http/core/client_address.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

std::string share_of(const char* address) { return client_at(read_ip_address(address).value(), {}).share; }

TEST(ClientAddress, AnIpv4AddressIsAClient) {
    EXPECT_EQ(share_of("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(share_of("192.0.2.1"), share_of("192.0.2.2"));
    EXPECT_EQ(share_of("::ffff:192.0.2.1"), "192.0.2.1") << "written as IPv6, it is the same client";
}

TEST(ClientAddress, AnIpv6NetworkOf64BitsIsAClient) {
    EXPECT_EQ(share_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(share_of("2001:db8:1:2::1"), share_of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    EXPECT_NE(share_of("2001:db8:1:2::1"), share_of("2001:db8:1:3::1"));
}

TEST(ClientAddress, IsShownWithThePortWhereThatIsKnown) {
    const auto remote_of = [](const char* address, std::optional<std::uint16_t> port) {
        return client_at(read_ip_address(address).value(), port).remote;
    };
    EXPECT_EQ(remote_of("192.0.2.1", 80), "192.0.2.1:80");
    EXPECT_EQ(remote_of("192.0.2.1", {}), "192.0.2.1");
    EXPECT_EQ(remote_of("2001:db8::1", 80), "[2001:db8::1]:80");
    EXPECT_EQ(remote_of("2001:db8::1", {}), "2001:db8::1");
}

TEST(IpAddress, NothingElseIsOne) {
    for (const char* text : {"", "unknown", "192.0.2", "192.0.2.256", "192.0.2.1 ", "fe80::1%eth0", "[::1]"})
        EXPECT_FALSE(read_ip_address(text)) << text;
}

TEST(IpNetwork, HoldsWhatBeginsAlike) {
    struct Case {
        const char* network;
        const char* address;
        bool holds;
    };
    for (const auto& [network, address, holds] : std::vector<Case>{
             {"10.0.0.0/8", "10.255.0.1", true},
             {"10.0.0.0/8", "11.0.0.0", false},
             {"10.0.0.0/8", "::ffff:10.0.0.1", true},
             {"192.0.2.128/25", "192.0.2.127", false},
             {"192.0.2.128/25", "192.0.2.129", true},
             {"192.0.2.7", "192.0.2.7", true},
             {"192.0.2.7", "192.0.2.6", false},
             {"0.0.0.0/0", "203.0.113.9", true},
             {"0.0.0.0/0", "2001:db8::1", false},
             {"::/0", "2001:db8::1", true},
             {"::/0", "203.0.113.9", false},
             {"2001:db8::/33", "2001:db8:7fff::1", true},
             {"2001:db8::/33", "2001:db8:8000::1", false},
         })
        EXPECT_EQ(read_ip_network(network)->holds(*read_ip_address(address)), holds) << network << address;
}

TEST(IpNetwork, NothingElseIsOne) {
    for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
                             "10.0.0.0/8/8", "10.0.0.1/8", "::1/64", "::/129", "proxy.example", "*"})
        EXPECT_FALSE(read_ip_network(text)) << text;
}

const TrustedProxies proxies{read_ip_network("10.0.0.0/8").value(), read_ip_network("fd00::/8").value()};

TEST(ClientBehind, IsTheRightMostThatIsNoProxy) {
    struct Case {
        const char* name;
        std::vector<std::string> lines;
        const char* remote;
    };
    for (const auto& [name, lines, remote] : std::vector<Case>{
             {"one proxy", {"203.0.113.9"}, "203.0.113.9"},
             {"what a client writes itself stands left", {"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
             {"two proxies", {"198.51.100.1, 203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
             {"many lines are one list", {"198.51.100.1", "203.0.113.9", "10.0.0.3,10.0.0.2"}, "203.0.113.9"},
             {"a port", {"203.0.113.9:4711"}, "203.0.113.9:4711"},
             {"IPv6", {"2001:db8::9"}, "2001:db8::9"},
             {"IPv6 in brackets", {"[2001:db8::9]"}, "2001:db8::9"},
             {"IPv6 and a port", {"[2001:db8::9]:4711, fd00::2"}, "[2001:db8::9]:4711"},
             {"none but proxies: the first of them", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
             {"no list", {}, "10.0.0.1:80"},
             {"an empty list", {""}, "10.0.0.1:80"},
             {"an entry that is nothing", {"203.0.113.9,"}, "203.0.113.9"},
             {"two commas", {"203.0.113.9,,10.0.0.2"}, "10.0.0.2"},
             {"a word", {"unknown"}, "10.0.0.1:80"},
             {"a word behind a proxy", {"203.0.113.9, unknown, 10.0.0.2"}, "10.0.0.2"},
             {"a port that is none", {"203.0.113.9:99999"}, "10.0.0.1:80"},
             {"a port without digits", {"203.0.113.9:"}, "10.0.0.1:80"},
             {"IPv4 in brackets", {"[203.0.113.9]"}, "10.0.0.1:80"},
             {"half a bracket", {"[2001:db8::9"}, "10.0.0.1:80"},
             {"more behind the bracket", {"[2001:db8::9]4711"}, "10.0.0.1:80"},
             {"a forged line end", {"203.0.113.9\n10.0.0.2"}, "10.0.0.1:80"},
         }) {
        RequestHead head;
        for (const auto& line : lines) head.headers.emplace_back("x-forwarded-for", line);
        const Client proxy = client_at(read_ip_address("10.0.0.1").value(), 80);
        EXPECT_EQ(client_behind(proxy, head, proxies).remote, remote) << name;
    }
}

TEST(ClientBehind, CountsLikeOneThatAsksItself) {
    RequestHead head;
    head.headers.emplace_back("X-Forwarded-For", "[2001:db8:1:2:3::9]:4711");
    EXPECT_EQ(client_behind({}, head, proxies).share, "2001:db8:1:2::/64");
}

TEST(TrustedProxies, NobodyIsOneByDefault) {
    EXPECT_FALSE(is_trusted({}, read_ip_address("127.0.0.1")));
    EXPECT_FALSE(is_trusted(proxies, std::nullopt));
    EXPECT_TRUE(is_trusted(proxies, read_ip_address("fd00::1")));
}

}  // namespace
}  // namespace insightflow::http
