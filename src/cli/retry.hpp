// When a request is sent again.
#pragma once

#include <chrono>
#include <optional>

#include "cli/client.hpp"

namespace insightflow::cli {

inline constexpr int tries_max = 5;
// Of an upload whose earlier try the server still waits for: it does so for up to 20 s.
inline constexpr int arriving_tries_max = 9;
// Pauses double from the first one up to the limit.
inline constexpr std::chrono::milliseconds first_pause{500};
inline constexpr std::chrono::milliseconds pause_max{4000};

// How often a request that fails so is sent at most.
int tries_of(const Failure& failure);

// How long to wait before the next try, tries of them having failed, the last one with this failure; none
// where the failure is final or no try is left.
std::optional<std::chrono::milliseconds> pause_before_retry(const Failure& failure, int tries);

}  // namespace insightflow::cli
