#include "domain/base/ulid.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

Timestamp at_ms(std::int64_t milliseconds) { return Timestamp{std::chrono::milliseconds{milliseconds}}; }

TEST(Ulids, AreUlids) {
    std::array<std::byte, ulid_random_bytes> random{};
    EXPECT_EQ(make_ulid(at_ms(0), random), "00000000000000000000000000");
    // The time of the specification's own example.
    EXPECT_EQ(make_ulid(at_ms(1469918176385), random), "01ARYZ6S410000000000000000");
    random.fill(std::byte{0xFF});
    EXPECT_EQ(make_ulid(at_ms((1LL << 48) - 1), random), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    random.fill(std::byte{0});
    random[0] = std::byte{0x80};
    random[9] = std::byte{0x01};
    EXPECT_EQ(make_ulid(at_ms(0), random), "0000000000G000000000000001");
}

TEST(Ulids, SortByTime) {
    std::array<std::byte, ulid_random_bytes> high{};
    high.fill(std::byte{0xFF});
    EXPECT_LT(make_ulid(at_ms(1'700'000'000'000), high), make_ulid(at_ms(1'700'000'000'001), {}));
}

TEST(Ulids, TellTheirTime) {
    for (const std::int64_t time : {0LL, 1LL, 1'469'918'176'385LL, (1LL << 48) - 1})
        EXPECT_EQ(time_of_ulid(make_ulid(at_ms(time), {})), at_ms(time));
    EXPECT_EQ(time_of_ulid("01ARYZ6S41TSV4RRFFQ69G5FAV"), at_ms(1469918176385));
}

TEST(Ulids, ATimeBefore1970CountsAs1970) { EXPECT_EQ(make_ulid(at_ms(-1), {}), make_ulid(at_ms(0), {})); }

TEST(Ulids, OnlyCanonicalUlidsAreIds) {
    EXPECT_TRUE(is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
    for (const std::string_view bad :
         {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "01arz3ndektsv4rrffq69g5fav",
          "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAI", "../../../../../../etc/pass",
          "01ARZ3NDEKTSV4RRFFQ69G5F/."})
        EXPECT_FALSE(is_ulid(bad)) << bad;
}

}  // namespace
}  // namespace insightflow
