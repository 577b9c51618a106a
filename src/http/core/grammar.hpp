// Words of HTTP's grammar that several readers share. RFC 9110, 5.6.
#pragma once

#include <string_view>

namespace insightflow::http {

bool is_alnum(char c);

// A token: a header's name, a method, a coding.
bool is_token(std::string_view text);

// Without the spaces and tabs at both ends: the blanks of HTTP, which are fewer than those of text.
std::string_view without_blanks(std::string_view text);

// Takes the next element off a comma-separated list, without its blanks; it may be empty.
std::string_view next_element(std::string_view& list);

// uri-host [ ":" port ], without a name and password: what Host holds, and the authority of an absolute form.
bool is_authority(std::string_view text);

}  // namespace insightflow::http
