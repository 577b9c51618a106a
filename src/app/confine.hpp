// What a process that reads a hostile file may do: little.
#pragma once

#include <cstdint>

namespace insightflow::app {

struct Confines {
    std::uint64_t memory_bytes = 0;
    std::uint64_t cpu_seconds = 0;
    std::uint64_t written_bytes = 0;  // of a file; more is an error of the write
    int descriptors_from = 0;         // from this one on they are closed
};

// Of this process, for ever: no more memory, time and files than that, no network, no other program, no core
// file; it ends with its parent. Throws std::system_error where a limit cannot be set.
void confine(const Confines& confines);

}  // namespace insightflow::app
