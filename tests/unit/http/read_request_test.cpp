#include <gmock/gmock.h>

#include "unit/http/sample_types.hpp"

namespace insightflow::http {
namespace {

using sample::PutRules;
using sample::RoiQuery;
using testing::ElementsAre;

template <class T>
std::vector<Fault> faults_of(const RequestParts& parts) {
    T out;
    FaultList faults;
    read_request(parts, out, faults);
    return faults.take();
}

template <class T>
T read(const RequestParts& parts) {
    T out;
    FaultList faults;
    read_request(parts, out, faults);
    EXPECT_TRUE(faults.empty()) << faults.take().front().detail;
    return out;
}

TEST(ReadRequest, EveryTypeOfParameterIsRead) {
    const auto query = read<RoiQuery>({.query = {{"from", "2024-02-29"},
                                                 {"to", "2024-03-01"},
                                                 {"grain", "week"},
                                                 {"platform", "google,meta"},
                                                 {"platform", "x"},
                                                 {"currency", "EUR"},
                                                 {"limit", "7"},
                                                 {"budget", "0.000001"},
                                                 {"strict", "true"},
                                                 {"page", "-3"},
                                                 {"since", "2024-01-01T01:30:00.5+01:00"}}});
    EXPECT_EQ(query.from, parse_day("2024-02-29"));
    EXPECT_EQ(query.to, parse_day("2024-03-01"));
    EXPECT_EQ(query.grain, sample::Grain::week);
    EXPECT_THAT(query.platform, ElementsAre("google", "meta", "x"));
    EXPECT_EQ(query.currency, "EUR");
    EXPECT_EQ(query.limit, 7);
    EXPECT_EQ(query.budget, from_micros(1));
    EXPECT_TRUE(query.strict);
    EXPECT_EQ(query.page, -3);
    EXPECT_EQ(json_text(*query.since), R"("2024-01-01T00:30:00.500000Z")");
}

TEST(ReadRequest, WhatIsLeftOutKeepsItsDefault) {
    const auto query = read<RoiQuery>({.query = {{"from", "2024-01-01"}}});
    EXPECT_EQ(query.to, std::nullopt);
    EXPECT_EQ(query.limit, 100);
    EXPECT_EQ(query.grain, sample::Grain::day);
    EXPECT_TRUE(query.platform.empty());
}

struct BadParameter {
    const char* name;
    const char* value;
    const char* detail;
};

class BadParameters : public testing::TestWithParam<BadParameter> {};

TEST_P(BadParameters, AreFaultsThatSayWhatIsAllowedAndWhatCame) {
    const auto& bad = GetParam();
    Parameters query{{"from", "2024-01-01"}};
    if (std::string_view(bad.name) == "from") query.clear();
    query.push_back({bad.name, bad.value});
    EXPECT_THAT(faults_of<RoiQuery>({.query = query}),
                ElementsAre(Fault{std::string("#/query/") + bad.name, bad.detail}));
}

INSTANTIATE_TEST_SUITE_P(
    ReadRequest, BadParameters,
    testing::Values(
        BadParameter{"from", "2023-02-29", "must be an existing day as YYYY-MM-DD; got '2023-02-29'"},
        BadParameter{"from", "", "must be an existing day as YYYY-MM-DD; got ''"},
        BadParameter{"grain", "wek", "must be one of day, week, month; got 'wek'; did you mean 'week'?"},
        BadParameter{"grain", "century", "must be one of day, week, month; got 'century'"},
        BadParameter{"limit", "0", "must be between 1 and 1000; got '0'"},
        BadParameter{"limit", "12x", "must be a whole number; got '12x'"},
        BadParameter{"limit", "1.5", "must be a whole number; got '1.5'"},
        BadParameter{"limit", "99999999999999999999",
                     "must be between 1 and 1000; got '99999999999999999999'"},
        BadParameter{"page", "2147483648", "must be between -2147483648 and 2147483647; got '2147483648'"},
        BadParameter{"budget", "-1", "must be at least 0; got '-1'"},
        BadParameter{"budget", "NaN", "must be a decimal number; got 'NaN'"},
        BadParameter{"budget", "1e400", "must be below 1000000000000 in magnitude; got '1e400'"},
        BadParameter{"budget", "0.0000001", "must be a number of at most six decimals; got '0.0000001'"},
        BadParameter{"strict", "yes", "must be true or false; got 'yes'"},
        BadParameter{"currency", "eur", "must be three capital letters; got 'eur'"},
        BadParameter{"platform", "a,b,c,d", "must hold at most 3 items; got 4"},
        BadParameter{"platform", "a,,b", "must not be empty"},
        BadParameter{"platform", "123456789", "must be between 1 and 8 characters long; got 9"},
        BadParameter{"since", "2024-01-01", "must be a time as 2024-01-31T12:00:00Z; got '2024-01-01'"},
        BadParameter{"since", "2024-01-01T24:00:00Z",
                     "must be a time as 2024-01-31T12:00:00Z; got '2024-01-01T24:00:00Z'"},
        BadParameter{"grian", "day", "is not a parameter of this endpoint; did you mean 'grain'?"},
        BadParameter{"colour", "red", "is not a parameter of this endpoint"}));

TEST(ReadRequest, AllFaultsComeAtOnce) {
    const auto faults = faults_of<RoiQuery>(
        {.query = {{"limit", "0"}, {"strict", "x"}, {"zzz", ""}}, .faults = {{"#/query/a", "broken"}}});
    EXPECT_THAT(faults, ElementsAre(Fault{"#/query/a", "broken"}, Fault{"#/query/from", "is required"},
                                    Fault{"#/query/limit", "must be between 1 and 1000; got '0'"},
                                    Fault{"#/query/strict", "must be true or false; got 'x'"},
                                    Fault{"#/query/zzz", "is not a parameter of this endpoint"}));
}

TEST(ReadRequest, ARepeatedScalarIsAFault) {
    EXPECT_THAT(faults_of<RoiQuery>({.query = {{"from", "2024-01-01"}, {"from", "2024-01-01"}}}),
                ElementsAre(Fault{"#/query/from", "may be given once only; got it 2 times"}));
}

TEST(ReadRequest, PathQueryAndBodyAreReadTogether) {
    const auto put = read<PutRules>(
        {.path = {{"id", "a/b"}},
         .query = {{"dry_run", "true"}},
         .body =
             R"({"rules":[{"name":"r","threshold":1.005,"grains":["day"],"note":null}],"weights":{"x":3}})"});
    EXPECT_EQ(put.id, "a/b");
    EXPECT_TRUE(put.dry_run);
    ASSERT_EQ(put.body.rules.size(), 1U);
    EXPECT_EQ(put.body.rules[0].threshold, from_micros(1'005'000))
        << "through a double it would be 1.00499...";
    EXPECT_EQ(put.body.rules[0].note, std::nullopt);
    EXPECT_THAT(put.body.weights, ElementsAre(testing::Pair("x", 3)));
}

TEST(ReadRequest, FaultsOfABodyNameTheirPlaces) {
    const auto faults = faults_of<PutRules>(
        {.path = {{"id", ""}},
         .body = R"({"rules":[{"name":7,"threshold":"1"},)"
                 R"({"name":"","threshold":1,"grains":["day","dya"],"nmae":1},[]],"weights":{"a/b":10}})"});
    EXPECT_THAT(faults, ElementsAre(Fault{"#/path/id", "must not be empty"},
                                    Fault{"#/body/rules/0/name", "must be a string; got 7"},
                                    Fault{"#/body/rules/0/threshold", "must be a number; got '1'"},
                                    Fault{"#/body/rules/1/name", "must not be empty"},
                                    Fault{"#/body/rules/1/grains/1",
                                          "must be one of day, week, month; got 'dya'; did you mean 'day'?"},
                                    Fault{"#/body/rules/1/nmae", "is not known here; did you mean 'name'?"},
                                    Fault{"#/body/rules/2", "must be an object; got an array"},
                                    Fault{"#/body/weights/a~1b", "must be between 0 and 9; got '10'"}));
}

TEST(ReadRequest, AMissingBodyIsOneFault) {
    EXPECT_THAT(faults_of<PutRules>({.path = {{"id", "x"}}}), ElementsAre(Fault{"#/body", "is required"}));
}

TEST(ReadRequest, ABrokenBodyIsReportedBesideTheParameters) {
    EXPECT_THAT(faults_of<PutRules>({.path = {{"id", "x"}}, .query = {{"dry_run", "1"}}, .body = "{"}),
                ElementsAre(Fault{"#/query/dry_run", "must be true or false; got '1'"},
                            Fault{"#/body", "is not valid JSON at line 1, column 2"}));
}

TEST(ReadRequest, FaultsWithoutEndAreCounted) {
    Parameters query{{"from", "2024-01-01"}};
    for (int i = 0; i < 105; ++i) query.push_back({"unknown" + std::to_string(i), ""});
    const auto faults = faults_of<RoiQuery>({.query = query});
    ASSERT_EQ(faults.size(), faults_max + 1);
    EXPECT_EQ(faults.back().detail, "5 more faults are not listed");
}

TEST(PointerTo, EscapesWhatAPointerAndAFragmentForbid) {
    EXPECT_EQ(pointer_to("#/body", "a/b~c d\"%"), "#/body/a~1b~0c%20d%22%25");
}

}  // namespace
}  // namespace insightflow::http
