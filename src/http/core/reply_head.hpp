// The header of every reply: framing, ids, limits, what browsers are told to forbid, and who may ask from
// where.
#pragma once

#include <string>

#include "http/core/exchange.hpp"

namespace insightflow::http {

// The status line and the header, to the empty line.
std::string reply_head(const Exchange& exchange, const Response& response);

// True where a browser asks, for a page of an origin that is allowed, whether it may send a request.
bool is_preflight(const Exchange& exchange);
Response preflight_reply();

}  // namespace insightflow::http
