#include "application/ingestion/trying_again.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace insightflow {

bool is_passing(const Error& error) {
    return error.code == ErrorCode::storage_full || error.code == ErrorCode::unavailable;
}

std::chrono::milliseconds pause_after(int tries, std::chrono::milliseconds first,
                                      std::chrono::milliseconds greatest) {
    auto time = first;
    for (int i = 1; i < tries && time < greatest; ++i) time *= 4;
    return std::min(time, greatest);
}

bool pause(std::chrono::nanoseconds time, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace insightflow
