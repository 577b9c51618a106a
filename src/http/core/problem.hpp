// The one place where errors meet HTTP: RFC 9457 problem+json. A kind's status, title and page entry stand in
// one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/base/result.hpp"
#include "http/core/endpoint.hpp"

namespace insightflow::http {

// What a problem's `type` points at: one entry of the page at /api/docs/problems.
struct ProblemKind {
    std::string_view slug;
    int status;
    std::string_view title;
    std::string_view explanation;
};

inline constexpr std::string_view problems_path = "/api/docs/problems";

const ProblemKind& problem_kind(ErrorCode code);

// Faults of the protocol itself, which no use case knows.
enum class ProtocolFault : std::uint8_t {
    malformed_request,
    uri_too_long,
    header_too_large,
    request_timeout,
    expectation_failed,
    version_not_supported,
};
const ProblemKind& problem_kind(ProtocolFault fault);

std::span<const ProblemKind> all_problem_kinds();

// The reply for an error. An internal one says nothing but the ids; an empty trace id is left out. 401
// carries WWW-Authenticate, 415 Accept-Encoding, 503 Retry-After.
Response problem(const Error& error, std::string_view request_id, std::string_view trace_id = {});
Response problem(ProtocolFault fault, std::string_view detail, std::string_view request_id,
                 std::string_view trace_id = {});

// The page that problem types point at.
std::string problems_page();

}  // namespace insightflow::http
