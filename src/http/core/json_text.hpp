// Pieces of text that JSON replies and messages are made of.
#pragma once

#include <string>
#include <string_view>

namespace insightflow::http {

// Appends text as a JSON string. Bytes that are not UTF-8 come out as U+FFFD, so that a reply is valid JSON
// whatever is stored.
void append_json_string(std::string& out, std::string_view text);

bool is_valid_utf8(std::string_view text);

// Number of code points of valid UTF-8.
std::size_t length_of(std::string_view utf8);

// Text of a client in single quotes, cut at 64 bytes on a character's border, for a message.
std::string in_quotes(std::string_view text);

}  // namespace insightflow::http
