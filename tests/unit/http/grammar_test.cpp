#include "http/core/grammar.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

TEST(Grammar, AnAuthorityIsAHostAndMaybeAPort) {
    for (const char* good : {"a", "a.example", "a:80", "a:", "192.0.2.1:8080", "[::1]", "[::1]:80", "[v1.a]",
                             "a%2Db", "a_b", "x;y"})
        EXPECT_TRUE(is_authority(good)) << good;
    for (const char* bad : {"", ":80", "a:b", "a:80:80", "a:123456", "[::1", "[]", "[::1]a", "::1", "u@a",
                            "a b", "a/b", "a%", "a%2", "a%zz", "a,b", "a?b", "[::1]:a"})
        EXPECT_FALSE(is_authority(bad)) << bad;
}

TEST(Grammar, AListIsTakenApartAtItsCommas) {
    std::string_view list = " a , \tb,,c";
    for (const char* expected : {"a", "b", "", "c"}) EXPECT_EQ(next_element(list), expected);
    EXPECT_TRUE(list.empty());
}

TEST(Grammar, ATokenHasNoSeparators) {
    EXPECT_TRUE(is_token("X-Forwarded-For"));
    for (const char* bad : {"", "a b", "a:", "\"a\"", "a(", "a@b", "\xc3\xbc"})
        EXPECT_FALSE(is_token(bad)) << bad;
}

}  // namespace
}  // namespace insightflow::http
