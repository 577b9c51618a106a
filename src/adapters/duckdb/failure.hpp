// A failure of the engine on its way from a statement to the port's boundary, where it becomes an Error.
// Inside the adapter a statement that fails throws EngineFailure; nothing of it leaves the adapter.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <duckdb.h>

#include "domain/base/result.hpp"

namespace insightflow::duckdb {

enum class FailureKind : std::uint8_t {
    interrupted,    // stopped by its stop token
    storage_full,   // no room on the disk
    disk,           // the disk reports an error
    damaged,        // what is stored is not what was written
    out_of_memory,  // the statement wanted more than the engine may have, in memory and for spilling
    dead,           // the instance refuses all further work until it is reopened
    other,
};

class EngineFailure : public std::runtime_error {
public:
    EngineFailure(FailureKind kind, const std::string& detail) : std::runtime_error(detail), kind_(kind) {}
    FailureKind kind() const { return kind_; }

private:
    FailureKind kind_;
};

// Throws what an engine error of this type and message means. A null message stands for an error
// without words.
[[noreturn]] void throw_failure(duckdb_error_type type, const char* message);

// Tells the kind by the message alone, for calls that give no error type.
[[noreturn]] void throw_failure(const char* message);

// The failure as the one who asked may see it; the engine's own words are for the log. Only what passes
// without the work being made smaller is storage_full or unavailable: such work is tried again for ever.
Error error_of(const EngineFailure& failure);

}  // namespace insightflow::duckdb
