// A list in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace insightflow {

// "a, b, c"; empty where there is nothing.
std::string joined(const std::vector<std::string>& texts, std::string_view between);

}  // namespace insightflow
