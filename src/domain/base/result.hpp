// Result<T>: the way every layer answers. An expected failure is a value of type Error; a broken world
// throws; a bug asserts. An Error's message is for the person who asked: it names what was wrong with the
// request, never internals.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>

namespace insightflow {

enum class ErrorCode {
    invalid_argument,        // the request is malformed or out of bounds
    unauthenticated,         // no key, or one that is not known
    forbidden,               // the key is known and lacks the scope
    not_found,               // no such thing in this workspace
    method_not_allowed,      // the path exists, the method does not
    conflict,                // the state of the server forbids it now
    payload_too_large,       // the body is over its limit
    unsupported_media_type,  // the content type is none that the route reads
    unprocessable,           // well-formed, yet it contradicts what is stored
    rate_limited,            // the caller asks more often than it may
    unavailable,             // too busy or shutting down: try again later
    storage_full,            // no room left to keep the body
    out_of_memory,           // the work wants more memory than it may have
    deadline_exceeded,       // the work was stopped at its deadline
    damaged,                 // what is stored is not what was written
    internal,                // a fault of ours; details are in the log only
};

// One fault of a request, at one place. pointer is a JSON pointer fragment into the request: "#/query/from",
// "#/body/0/date".
struct Fault {
    std::string pointer;
    std::string detail;
    friend bool operator==(const Fault&, const Fault&) = default;
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::vector<Fault> faults{};
    int retry_after_s = 0;  // 0: the kind of error decides
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::logic_error("value() was asked of an error: " + error.message);
}

template <class T>
using Result = boost::system::result<T, Error>;

inline Error invalid_argument(std::string message, std::vector<Fault> faults = {}) {
    return {ErrorCode::invalid_argument, std::move(message), std::move(faults)};
}
inline Error not_found(std::string message) { return {ErrorCode::not_found, std::move(message), {}}; }

}  // namespace insightflow
