// A hint for mistyped names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace insightflow {

// The known name that a mistyped one was probably meant to be, in words: "; did you mean 'grain'?", or
// nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> known);

}  // namespace insightflow
