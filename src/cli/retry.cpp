#include "cli/retry.hpp"

#include <algorithm>

namespace insightflow::cli {

int tries_of(const Failure& failure) { return failure.status == 409 ? arriving_tries_max : tries_max; }

std::optional<std::chrono::milliseconds> pause_before_retry(const Failure& failure, int tries) {
    if (!failure.passing || tries >= tries_of(failure)) return std::nullopt;
    std::chrono::milliseconds pause = first_pause;
    for (int failed = 1; failed < tries && pause < pause_max; ++failed) pause *= 2;
    return std::min(pause, pause_max);
}

}  // namespace insightflow::cli
