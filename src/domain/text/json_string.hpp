// Text as JSON writes it (RFC 8259).
#pragma once

#include <string>
#include <string_view>

namespace insightflow {

// Appends text as a JSON string, in quotes. Bytes that are not UTF-8 come out as U+FFFD, so that what is
// written is valid JSON whatever was stored.
void append_json_string(std::string& out, std::string_view text);

}  // namespace insightflow
