#include "domain/text/did_you_mean.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>
#include <vector>

namespace insightflow {
namespace {

constexpr std::array<std::string_view, 4> known{"grain", "group_by", "to", "platform"};

TEST(DidYouMean, ASlipOfAFingerIsFound) {
    for (const auto& [given, meant] : std::vector<std::pair<std::string, std::string>>{
             {"gran", "grain"}, {"graain", "grain"}, {"graim", "grain"}, {"garin", "grain"}, {"t", "to"}})
        EXPECT_EQ(did_you_mean(given, known), "; did you mean '" + meant + "'?") << given;
}

TEST(DidYouMean, WhatIsFarFromAllGetsNoHint) {
    for (const std::string& given : {std::string("weather"), std::string("xy"), std::string(65, 'g')})
        EXPECT_EQ(did_you_mean(given, known), "") << given;
}

}  // namespace
}  // namespace insightflow
