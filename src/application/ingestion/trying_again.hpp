// When a step that failed is tried again.
#pragma once

#include <chrono>
#include <stop_token>

#include "domain/base/result.hpp"

namespace insightflow {

// A condition of the machine, not of a batch: it passes without anything being done about the batch.
bool is_passing(const Error& error);

// After so many tries, the first of which is 1: four times as long each time, up to the greatest.
std::chrono::milliseconds pause_after(int tries, std::chrono::milliseconds first,
                                      std::chrono::milliseconds greatest);

// False where stopped first.
bool pause(std::chrono::nanoseconds time, std::stop_token stop);

}  // namespace insightflow
