// What an endpoint is told and what it answers, free of any HTTP library.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "application/accounts/scope.hpp"
#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"

namespace insightflow::http {

enum class Method : std::uint8_t { get, post, put, patch, del };

constexpr std::string_view name_of(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
    }
    return "GET";
}

// The trace that a request belongs to, for logs and for requests that we send in its course.
struct Trace {
    std::string trace_id{};  // 32 hex digits
    std::string span_id{};   // 16: ours
    bool sampled = false;
};

// Beside every request: who asks, under which id, when, and whether it is still wanted.
struct Call {
    AuthorisedScope scope{};
    std::string request_id{};
    std::string remote{};  // the client's address, with the port where it is known
    std::string client{};  // what counts as one client: Client::share of client_address.hpp
    Trace trace{};
    Timestamp now{};
    bool draining = false;   // the server is shutting down
    std::stop_token stop{};  // stops at the route's deadline, when the client goes away, and at the end of a
                             // drain
};

using Header = std::pair<std::string, std::string>;

// For replies that nobody may keep, because they hold a secret or are true for a moment only.
inline Header no_store() { return {"Cache-Control", "no-store"}; }

// An answer that waits for work elsewhere, and holds no thread meanwhile.
template <class Answered>
struct Later {
    // Calls its argument once, when there is an answer: from any thread, or at once. An empty argument takes
    // the last one back, which then is not called any more.
    std::function<void(std::function<void()>)> when_ready{};
    // Runs on the pool after that call, and also where the request's time is over: what it says then is how
    // things are.
    std::function<Result<Answered>()> answer{};
};

// A body that is made while it is sent. Not tagged, not compressed. On an error the connection is cut, so
// that nobody takes what came for the whole.
class ReplyStream {
public:
    // pause: how long the server waits, without a thread, before it asks for the next piece. A stream that
    // pauses ends where the server drains.
    struct Piece {
        std::string bytes{};
        bool is_last = false;
        std::chrono::milliseconds pause{0};
    };
    virtual ~ReplyStream() = default;
    // On the pool, one call at a time.
    virtual Result<Piece> next() = 0;
};

// A reply with more than a body. status 0 is the route's documented success status.
template <class Reply>
struct Answer {
    int status = 0;
    std::vector<Header> headers{};
    Reply body{};
    // In place of all else, where there is one.
    std::shared_ptr<Later<Answer>> later{};
    // In place of the body, where there is one, and of what type it is then.
    std::shared_ptr<ReplyStream> stream{};
    std::string stream_type{};
};

// Where a handler runs. in_place: on the I/O thread, for what is bounded, takes microseconds and never
// blocks. pool: everything else.
enum class Place : std::uint8_t { in_place, pool };

inline constexpr std::chrono::milliseconds default_deadline{30'000};
inline constexpr std::uint64_t json_body_bytes_max = 1024 * 1024;

// A Permission that cannot be forgotten: it has no default.
struct DemandedPermission {
    // NOLINTNEXTLINE(google-explicit-constructor): a route writes `.permission = Permission::data_read`.
    constexpr DemandedPermission(Permission demanded) : value(demanded) {}
    Permission value;
};

// A header that a request may carry or a success reply carries; for the document alone.
struct HeaderDoc {
    std::string name;
    std::string doc;
};

// What people read about an endpoint; it also decides who may use it.
struct EndpointDoc {
    std::string operation_id;
    std::string summary;
    std::string description;
    std::string tag;
    DemandedPermission permission;
    int success_status = 200;
    // Beyond those that any route of its kind can give (bad parameters, no key, no permission, busy,
    // internal).
    std::vector<ErrorCode> errors{};
    std::vector<HeaderDoc> request_headers{};
    std::vector<HeaderDoc> reply_headers{};
    std::vector<int> other_statuses{};  // that come with the same reply
    std::string reply_type = "application/json";
    std::vector<std::string> stream_types{};  // of replies that are streamed instead
    bool is_limited = true;                   // false: requests are not counted, and never too many
};

// Bytes that many replies share, see share_body(). The codings are empty where they are not worth it.
struct SharedBody {
    std::string text{};  // owns `plain`, where the program does not
    std::string_view plain{};
    std::string gzip{};
    std::string zstd{};
    std::string hash{};
};

// A reply as bytes, with all that is the route's to say.
struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<Header> headers{};
    std::string body{};
    std::shared_ptr<const SharedBody> shared{};  // sent instead of body where there is one
    std::string_view shared_bytes{};             // the coding of it that was chosen; empty: as it is
    std::shared_ptr<ReplyStream> stream{};       // sent instead of both where there is one
    std::shared_ptr<Later<Response>> later{};    // what is to be sent instead of this
    std::string_view bytes() const {
        if (!shared) return body;
        return shared_bytes.empty() ? shared->plain : shared_bytes;
    }
};

// Header names and the method as received; look-up is without regard to case.
class RequestHead {
public:
    std::string method{};
    std::string target{};
    int version = 11;
    std::vector<Header> headers{};
    std::optional<std::uint64_t> content_length{};  // nullopt where the body is chunked
    bool chunked = false;

    // The value of the first header of that name; nullopt where there is none.
    std::optional<std::string_view> header(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

// "Text/CSV; charset=utf-8" -> "text/csv".
std::string media_type_of(std::string_view content_type);

}  // namespace insightflow::http
