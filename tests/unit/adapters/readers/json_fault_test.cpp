#include "adapters/readers/json_fault.hpp"

#include <gtest/gtest.h>

namespace insightflow::readers {
namespace {

TEST(JsonFault, ExponentsBecomeCountableInTheirPlace) {
    EXPECT_EQ(with_countable_exponents(R"({"a":1e99999999999} {"b":1e99999999999})"),
              R"({"a":1e00999999999})");
    EXPECT_EQ(with_countable_exponents(R"([{"a":[-1.5E-12345678901]},0])"),
              R"([{"a":[-1.5E-00999999999]},0])");
    EXPECT_EQ(with_countable_exponents(R"({"1e99999999999":"\"1e99999999999","b":1e00000000000000001})"),
              R"({"1e99999999999":"\"1e99999999999","b":1e00000000000000001})");
    EXPECT_EQ(with_countable_exponents("1e99999999999,1e99999999999]"), "1e00999999999,") << "one element";
    EXPECT_EQ(with_countable_exponents("1e99999999999 ]"), "1e00999999999 ]");
    EXPECT_EQ(with_countable_exponents(R"({"a":1e99999999999)"), R"({"a":1e00999999999)");
}

TEST(JsonFault, ALiteralThatMayBeginThereIsBrokenWhereItEnds) {
    EXPECT_EQ(json_fault("[nul]", 1).place, 4U);
    EXPECT_EQ(json_fault(R"({"a":fals)", 5).place, 9U);
    EXPECT_EQ(json_fault("[1,truf", 3).place, 6U);
    EXPECT_EQ(json_fault("[1 true]", 3).place, 3U);
    EXPECT_EQ(json_fault("{true}", 1).place, 1U);
    EXPECT_EQ(json_fault(R"({"a":1,null)", 7).place, 7U);
}

TEST(JsonFault, BytesThatAreNoCharacterComeFirst) {
    EXPECT_EQ(json_fault("[\"\xE2\x82\"]", 2).place, 4U);
    EXPECT_EQ(json_fault("[\"\xF0\x9F\x98\"]", 2).place, 5U);
    EXPECT_EQ(json_fault("[\"\xF4\x90\x80\x80\"]", 2).place, 3U);
    EXPECT_TRUE(json_fault("[\"\xC0\xAF\"]", 2).is_bad_utf8);
    EXPECT_FALSE(json_fault("[\xC2\xA0 1]", 1).is_bad_utf8);
    EXPECT_FALSE(json_fault("[x \xFF]", 1).is_bad_utf8);
}

TEST(JsonFault, HalfAPairIsTold) {
    EXPECT_TRUE(json_fault(R"(["\ud800"])", 8).is_half_pair);
    EXPECT_TRUE(json_fault(R"(["\uDFFF\n"])", 9).is_half_pair);
    EXPECT_FALSE(json_fault(R"(["\u0041)"
                            "\x01",
                            8)
                     .is_half_pair);
}

}  // namespace
}  // namespace insightflow::readers
