#include "http/core/problem.hpp"

#include <array>
#include <cassert>

#include "domain/text/json_string.hpp"

namespace insightflow::http {
namespace {

// In the order of ErrorCode, then of ProtocolFault.
constexpr std::array problem_table{
    ProblemKind{
        "invalid-argument", 400, "The request is not valid",
        "A parameter or the body breaks a rule. `errors` lists every fault with a pointer to its place."},
    ProblemKind{
        "unauthenticated", 401, "Who asks is not known",
        "Send the header `Authorization: Bearer <token>` with an API key or an access token; a log-in "
        "wants the right address and password. What came is missing, malformed, expired or not known."},
    ProblemKind{"forbidden", 403, "The permission is missing",
                "Who asks is known, but lacks a permission (a scope) that this needs. `detail` says which."},
    ProblemKind{"not-found", 404, "There is no such thing",
                "The path or the thing that it names does not exist here."},
    ProblemKind{"method-not-allowed", 405, "The method is not allowed",
                "The header `Allow` lists the methods of this path."},
    ProblemKind{"conflict", 409, "The state of the server forbids it now",
                "Something else is under way, or was done before. `detail` says what."},
    ProblemKind{"payload-too-large", 413, "The body is too large", "`detail` says how much is allowed."},
    ProblemKind{"unsupported-media-type", 415, "The content type cannot be read",
                "`detail` lists the types that this path reads."},
    ProblemKind{"unprocessable", 422, "The request contradicts what is stored",
                "It is well-formed, but does not fit with what the server already holds."},
    ProblemKind{
        "rate-limited", 429, "Too many requests",
        "Ask again after the seconds that `Retry-After` says. The limit of a key is in `RateLimit-Policy`."},
    ProblemKind{"unavailable", 503, "The server is busy",
                "Try again after the seconds that `Retry-After` says."},
    ProblemKind{"storage-full", 507, "There is no room left",
                "The server cannot keep the body. Free some space, then send it again."},
    ProblemKind{"out-of-memory", 503, "This needs more memory than there is now",
                "Ask for less: a shorter range, fewer groups. Or try again after the seconds that "
                "`Retry-After` says, "
                "when there is less to do. Other requests go on."},
    ProblemKind{"deadline-exceeded", 504, "The work took too long",
                "It was stopped at its deadline. Ask for less, or try again."},
    ProblemKind{"damaged", 500, "What is stored is damaged",
                "A part of the data is not what was written, so it is not answered from. On the server, "
                "`insightflow verify` says what is damaged and what to do."},
    ProblemKind{"internal", 500, "Something went wrong on our side",
                "Details are in the server's log, under the request id."},
    ProblemKind{"malformed-request", 400, "The request is not valid HTTP",
                "`detail` says which rule of HTTP/1.1 it breaks."},
    ProblemKind{"uri-too-long", 414, "The request target is too long", "Send fewer or shorter parameters."},
    ProblemKind{"header-too-large", 431, "The request header is too large",
                "Send fewer or shorter header fields."},
    ProblemKind{"request-timeout", 408, "The request came too slowly",
                "The header or the body did not arrive in time."},
    ProblemKind{"expectation-failed", 417, "The expectation cannot be met",
                "The only value of `Expect` is `100-continue`."},
    ProblemKind{"version-not-supported", 505, "The HTTP version is not supported", "Use HTTP/1.1."},
};

constexpr std::size_t first_protocol_fault = static_cast<std::size_t>(ErrorCode::internal) + 1;
static_assert(problem_table.size() ==
              first_protocol_fault + static_cast<std::size_t>(ProtocolFault::version_not_supported) + 1);

void append_member(std::string& out, std::string_view name, std::string_view value) {
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
}

Response write_problem(const ProblemKind& kind, std::string_view detail, const std::vector<Fault>& faults,
                       std::string_view request_id, std::string_view trace_id) {
    Response response;
    response.status = kind.status;
    response.content_type = "application/problem+json";
    std::string& out = response.body;
    out += '{';
    append_member(out, "type", std::string(problems_path) + "#" + std::string(kind.slug));
    out += ',';
    append_member(out, "title", kind.title);
    out += ",\"status\":" + std::to_string(kind.status) + ',';
    if (!detail.empty()) {
        append_member(out, "detail", detail);
        out += ',';
    }
    append_member(out, "request_id", request_id);
    if (!trace_id.empty()) {
        out += ',';
        append_member(out, "trace_id", trace_id);
    }
    if (!faults.empty()) {
        out += ",\"errors\":[";
        for (std::size_t i = 0; i < faults.size(); ++i) {
            out += i == 0 ? "{" : ",{";
            append_member(out, "pointer", faults[i].pointer);
            out += ',';
            append_member(out, "detail", faults[i].detail);
            out += '}';
        }
        out += ']';
    }
    out += '}';
    return response;
}

int retry_after_s(const Error& error) {
    if (error.retry_after_s > 0) return error.retry_after_s;
    if (error.code == ErrorCode::unavailable || error.code == ErrorCode::rate_limited) return 1;
    return error.code == ErrorCode::out_of_memory ? 5 : 0;
}

// The table's texts hold no markup; a word between backquotes becomes <code>.
std::string as_html(std::string_view text) {
    std::string out;
    bool in_code = false;
    for (const char c : text) {
        if (c == '`') {
            out += in_code ? "</code>" : "<code>";
            in_code = !in_code;
        } else if (c == '<') {
            out += "&lt;";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

const ProblemKind& problem_kind(ErrorCode code) { return problem_table[static_cast<std::size_t>(code)]; }

const ProblemKind& problem_kind(ProtocolFault fault) {
    return problem_table[first_protocol_fault + static_cast<std::size_t>(fault)];
}

std::span<const ProblemKind> all_problem_kinds() { return problem_table; }

Response problem(const Error& error, std::string_view request_id, std::string_view trace_id) {
    const ProblemKind& kind = problem_kind(error.code);
    if (error.code == ErrorCode::internal)
        return write_problem(kind, kind.explanation, {}, request_id, trace_id);
    Response response = write_problem(kind, error.message, error.faults, request_id, trace_id);
    if (error.code == ErrorCode::unauthenticated) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (error.code == ErrorCode::unsupported_media_type)
        response.headers.emplace_back("Accept-Encoding", "gzip, zstd");
    if (const int wait = retry_after_s(error); wait > 0)
        response.headers.emplace_back("Retry-After", std::to_string(wait));
    return response;
}

Response problem(ProtocolFault fault, std::string_view detail, std::string_view request_id,
                 std::string_view trace_id) {
    return write_problem(problem_kind(fault), detail, {}, request_id, trace_id);
}

std::string problems_page() {
    std::string out =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>InsightFlow API "
        "problems</title>\n</head>\n"
        "<body>\n<h1>Problems</h1>\n<p>What the <code>type</code> of an error reply points at (RFC "
        "9457).</p>\n<dl>\n";
    for (const auto& kind : problem_table) {
        out += "<dt id=\"" + std::string(kind.slug) + "\"><strong>" + std::to_string(kind.status) + " " +
               std::string(kind.title) + "</strong> (<code>" + std::string(kind.slug) +
               "</code>)</dt>\n<dd>" + as_html(kind.explanation) + "</dd>\n";
    }
    return out + "</dl>\n</body>\n</html>\n";
}

}  // namespace insightflow::http
