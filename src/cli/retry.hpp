// When a request is sent again.
#pragma once

#include <chrono>
#include <optional>

#include "cli/client.hpp"

namespace insightflow::cli {

inline constexpr int tries_max = 5;
// Pauses double from the first one up to the limit.
inline constexpr std::chrono::milliseconds first_pause{500};
inline constexpr std::chrono::milliseconds pause_max{4000};

// How long to wait before the next try, tries of them having failed, the last one with this failure; none
// where the failure is final or no try is left.
std::optional<std::chrono::milliseconds> pause_before_retry(const Failure& failure, int tries);

}  // namespace insightflow::cli
