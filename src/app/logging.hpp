// JSON log lines on stderr, one event each: {"time", "level", "msg", ...fields}. Safe against injection:
// every text is escaped. Lines that nobody reads are dropped, and counted in a line of their own.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "app/config.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {

using LogField = std::pair<std::string_view, std::variant<std::string, std::int64_t>>;

// Once, before the first event.
void start_logging(LogLevel level);

// Any thread.
void log_event(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// The log's part of a server's hooks: what a client was not told.
void log_internal_fault(const http::InternalFault& fault);

}  // namespace insightflow::app
