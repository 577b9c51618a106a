// Identifiers and moments that travel through every layer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace insightflow {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// A tenant. Every stored row and every query carries one.
struct WorkspaceId {
    std::int32_t value = 0;
    friend auto operator<=>(const WorkspaceId&, const WorkspaceId&) = default;
};

// A batch's public name: 26 characters of Crockford base 32 (a ULID), ordered by time of intake.
using BatchId = std::string;

}  // namespace insightflow
