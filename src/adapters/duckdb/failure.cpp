#include "adapters/duckdb/failure.hpp"

#include <string_view>

namespace insightflow::duckdb {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// An appender gives the words alone, without the type and with words of its own before them.
bool tells_of_memory(std::string_view message) {
    return message.starts_with("Out of Memory") || holds(message, "could not allocate block of size") ||
           holds(message, "failed to pin block of size") ||
           holds(message, "failed to reserve memory data of size") ||
           holds(message, "failed to allocate data of size") ||
           holds(message, "failed to offload data block of size");
}

FailureKind kind_of(duckdb_error_type type, std::string_view message) {
    // The engine has no error type for a full disk: the system's words are all there is to go by.
    if (holds(message, "No space left on device") || holds(message, "Disk quota exceeded") ||
        holds(message, "File too large")) {
        const bool fatal = type == DUCKDB_ERROR_FATAL || holds(message, "database has been invalidated");
        return fatal ? FailureKind::dead : FailureKind::storage_full;
    }
    if (type == DUCKDB_ERROR_FATAL || holds(message, "FATAL") ||
        holds(message, "database has been invalidated")) {
        return FailureKind::dead;
    }
    if (type == DUCKDB_ERROR_INTERRUPT || message.starts_with("INTERRUPT")) return FailureKind::interrupted;
    if (type == DUCKDB_ERROR_OUT_OF_MEMORY || tells_of_memory(message)) return FailureKind::out_of_memory;
    // Words of the system's calls; what is damaged on a disk that works has other ones.
    if (holds(message, "Could not read from file") || holds(message, "Could not write file") ||
        holds(message, "Could not fsync") || holds(message, "Input/output error") ||
        holds(message, "Read-only file system"))
        return FailureKind::disk;
    if (holds(message, "Corrupt database file") || holds(message, "Corrupt WAL file") ||
        holds(message, "Could not read enough bytes"))
        return FailureKind::damaged;
    return FailureKind::other;
}

}  // namespace

void throw_failure(duckdb_error_type type, const char* message) {
    const std::string text = message == nullptr ? "the engine gave no reason" : message;
    throw EngineFailure(kind_of(type, text), text);
}

void throw_failure(const char* message) { throw_failure(DUCKDB_ERROR_INVALID, message); }

Error error_of(const EngineFailure& failure) {
    switch (failure.kind()) {
        case FailureKind::interrupted:
            return {ErrorCode::deadline_exceeded, "the work was stopped before it was done"};
        case FailureKind::storage_full: return {ErrorCode::storage_full, "the fact store's disk is full"};
        case FailureKind::disk:
            return {ErrorCode::unavailable,
                    "The fact store's disk reported an error: try again in a moment."};
        case FailureKind::damaged:
            return {ErrorCode::damaged,
                    "The file of the fact store is damaged where this reads it: `insightflow verify` on the "
                    "server says more."};
        case FailureKind::out_of_memory:
            return {ErrorCode::out_of_memory, "this needs more memory than the fact store may have"};
        case FailureKind::dead:
            return {ErrorCode::unavailable,
                    "The fact store is opened again after a failure: try again in a moment."};
        case FailureKind::other: break;
    }
    return {ErrorCode::internal, "the fact store failed"};
}

}  // namespace insightflow::duckdb
