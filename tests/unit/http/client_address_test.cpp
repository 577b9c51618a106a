#include "http/core/client_address.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

TEST(ClientAddress, AnIpv4AddressIsAClient) {
    EXPECT_EQ(client_of("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(client_of("192.0.2.1"), client_of("192.0.2.2"));
    EXPECT_EQ(client_of("::ffff:192.0.2.1"), "192.0.2.1") << "written as IPv6, it is the same client";
}

TEST(ClientAddress, AnIpv6NetworkOf64BitsIsAClient) {
    EXPECT_EQ(client_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(client_of("2001:db8:1:2::1"), client_of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    EXPECT_NE(client_of("2001:db8:1:2::1"), client_of("2001:db8:1:3::1"));
}

TEST(ConnectionCounts, AClientHasItsShareAndNoMore) {
    ConnectionCounts counts(2);
    EXPECT_TRUE(counts.enter("a"));
    EXPECT_TRUE(counts.enter("a"));
    EXPECT_FALSE(counts.enter("a"));
    EXPECT_TRUE(counts.enter("b")) << "another client has a share of its own";
    counts.leave("a");
    EXPECT_TRUE(counts.enter("a")) << "what ended makes room";
    EXPECT_FALSE(counts.enter("a"));
}

TEST(ConnectionCounts, AShareOfNothingLetsNobodyIn) {
    ConnectionCounts counts(0);
    EXPECT_FALSE(counts.enter("a"));
    EXPECT_FALSE(counts.enter("a"));
}

}  // namespace
}  // namespace insightflow::http
