#include "http/core/trace_context.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

const std::string trace = "0af7651916cd43dd8448eb211c80319c";
const std::string parent = "00-" + trace + "-b7ad6b7169203331-01";

Trace read(const std::vector<std::string>& values, std::uint64_t bits = 0x0123456789abcdef) {
    RequestHead head;
    for (const auto& value : values) head.headers.emplace_back("Traceparent", value);
    return trace_of(head, [bits] { return bits; });
}

TEST(TraceContext, AValidParentIsContinuedWithASpanOfOurs) {
    const Trace read_back = read({parent});
    EXPECT_EQ(read_back.trace_id, trace);
    EXPECT_EQ(read_back.span_id, "0123456789abcdef");
    EXPECT_TRUE(read_back.sampled);
    EXPECT_EQ(traceparent_of(read_back), "00-" + trace + "-0123456789abcdef-01");
    EXPECT_FALSE(read({"00-" + trace + "-b7ad6b7169203331-00"}).sampled);
    EXPECT_TRUE(read({"00-" + trace + "-b7ad6b7169203331-ff"}).sampled) << "other flags are not ours to read";
}

TEST(TraceContext, ALaterVersionMaySayMore) {
    EXPECT_EQ(read({"cc-" + trace + "-b7ad6b7169203331-01"}).trace_id, trace);
    EXPECT_EQ(read({"cc-" + trace + "-b7ad6b7169203331-01-what-comes"}).trace_id, trace);
    EXPECT_NE(read({"cc-" + trace + "-b7ad6b7169203331-01.what-comes"}).trace_id, trace);
}

TEST(TraceContext, WhatBreaksARuleBeginsANewTrace) {
    for (const std::vector<std::string>& bad :
         std::vector<std::vector<std::string>>{{},
                                               {""},
                                               {parent, parent},
                                               {parent + "-"},
                                               {parent + "0"},
                                               {parent.substr(0, parent.size() - 1)},
                                               {"ff-" + trace + "-b7ad6b7169203331-01"},
                                               {"0-" + trace + "-b7ad6b7169203331-01"},
                                               {"00-" + trace + "-0000000000000000-01"},
                                               {"00-00000000000000000000000000000000-b7ad6b7169203331-01"},
                                               {"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"},
                                               {"00-" + trace + "-b7ad6b716920333g-01"},
                                               {"00-" + trace + "-b7ad6b7169203331-0x"},
                                               {"00_" + trace + "-b7ad6b7169203331-01"},
                                               {"00-" + trace + "_b7ad6b7169203331-01"}}) {
        const Trace fresh = read(bad);
        EXPECT_EQ(fresh.trace_id, "0123456789abcdef0123456789abcdef");
        EXPECT_FALSE(fresh.sampled);
    }
}

TEST(TraceContext, IdsAreNeverAllZeros) {
    const Trace fresh = read({}, 0);
    EXPECT_NE(fresh.trace_id, std::string(32, '0'));
    EXPECT_NE(fresh.span_id, std::string(16, '0'));
}

}  // namespace
}  // namespace insightflow::http
