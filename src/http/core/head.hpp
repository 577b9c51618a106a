// A request's head, read strictly: what two readers could take differently (bare LF, folded lines, a space
// before the colon, two framings of the body, several hosts) is refused, so that nothing can be smuggled past
// a proxy. RFC 9112.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "http/core/endpoint.hpp"
#include "http/core/problem.hpp"

namespace insightflow::http {

inline constexpr std::size_t header_fields_max = 100;

struct HeadRefusal {
    ProtocolFault fault = ProtocolFault::malformed_request;
    std::string detail{};
};

struct HeadLimits {
    std::size_t header_bytes_max = 0;
    std::size_t target_bytes_max = 0;
};

// Where a head ends in what has arrived so far: its length with the empty line, 0 where more is needed, or a
// refusal as early as possible.
std::variant<std::size_t, HeadRefusal> find_head_end(std::string_view arrived, const HeadLimits& limits);

// block: a whole head as find_head_end() measured it.
std::variant<RequestHead, HeadRefusal> read_head(std::string_view block, const HeadLimits& limits);

// True where the connection may carry another request, as far as the client has its say.
bool wants_keep_alive(const RequestHead& head);

// The token of "Authorization: Bearer <token>"; unauthenticated where there is none, more than one, or
// another form.
Result<std::string_view> bearer_token(const RequestHead& head);

// The client's X-Request-Id where it is 1 to 64 of [A-Za-z0-9._-], else one made from `random`.
std::string request_id_of(const RequestHead& head, std::uint64_t random);

}  // namespace insightflow::http
