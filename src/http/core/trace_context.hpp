// W3C Trace Context, level 1: which trace a request belongs to. https://www.w3.org/TR/trace-context-1/
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "http/core/endpoint.hpp"

namespace insightflow::http {

// The trace that the request's traceparent names, else a new one; the span is a new one of ours in any case.
// random: 64 bits a call. A traceparent that breaks any rule, or that is there twice, is as if it were not
// there.
Trace trace_of(const RequestHead& head, const std::function<std::uint64_t()>& random);

// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".
std::string traceparent_of(const Trace& trace);

}  // namespace insightflow::http
