#include <gmock/gmock.h>

#include "http/core/request_target.hpp"

namespace insightflow::http {
namespace {

using testing::ElementsAre;
using namespace std::string_literals;

TEST(SplitTarget, TakesOriginAndAbsoluteForm) {
    struct Case {
        std::string_view target;
        std::string_view path;
        std::string_view query;
    };
    for (const auto& [target, path, query] :
         {Case{"/", "/", ""}, Case{"/a/b?c=d?e", "/a/b", "c=d?e"}, Case{"/a?", "/a", ""},
          Case{"http://h:8/a?b", "/a", "b"}, Case{"HTTPS://h", "/", ""}, Case{"http://h?x", "/", "x"},
          Case{"//a", "//a", ""}}) {
        const auto parts = split_target(target);
        ASSERT_TRUE(parts) << target;
        EXPECT_EQ(parts->path, path);
        EXPECT_EQ(parts->query, query);
    }
    for (const std::string_view target : {"", "*", "a/b", "host:80", "http:///a", "ftp://h/a", "?a"})
        EXPECT_FALSE(split_target(target)) << target;
}

TEST(PathSegments, AreDecodedAfterSplitting) {
    EXPECT_EQ(path_segments("/a%2Fb/%7Bid%7D/x+y"), (std::vector{"a/b"s, "{id}"s, "x+y"s}));
    EXPECT_EQ(path_segments("/a/"), (std::vector{"a"s, ""s}));
    EXPECT_EQ(path_segments("/"), std::vector{""s});
}

TEST(PathSegments, BrokenEncodingIsRefused) {
    for (const std::string_view path : {"/%", "/%2", "/%zz", "/a%00b", "/%ff", "/%c0%af", "/%ed%a0%80"})
        EXPECT_FALSE(path_segments(path)) << path;
}

TEST(QueryParameters, AreReadAsAFormSendsThem) {
    FaultList faults;
    EXPECT_THAT(query_parameters("a=1&b=x+y%26z&&c&=d&a=2&e=f=g", faults),
                ElementsAre(Parameter{"a", "1"}, Parameter{"b", "x y&z"}, Parameter{"c", ""},
                            Parameter{"", "d"}, Parameter{"a", "2"}, Parameter{"e", "f=g"}));
    EXPECT_TRUE(faults.empty());
}

TEST(QueryParameters, WhatCannotBeDecodedIsAFault) {
    FaultList faults;
    EXPECT_THAT(query_parameters("a=%ff&b=1&%zz=1", faults), ElementsAre(Parameter{"b", "1"}));
    EXPECT_THAT(faults.take(),
                ElementsAre(Fault{"#/query/a", "is not valid percent-encoded UTF-8: 'a=%ff'"},
                            Fault{"#/query/?", "is not valid percent-encoded UTF-8: '%zz=1'"}));
}

TEST(QueryParameters, TheirNumberIsBounded) {
    std::string query;
    for (std::size_t i = 0; i <= query_parameters_max; ++i) query += "a&";
    FaultList faults;
    EXPECT_EQ(query_parameters(query, faults).size(), query_parameters_max);
    EXPECT_FALSE(faults.empty());
}

}  // namespace
}  // namespace insightflow::http
