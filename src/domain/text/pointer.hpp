// JSON pointers (RFC 6901) in their URI fragment form: they name the place of a fault in a request.
#pragma once

#include <string>
#include <string_view>

namespace insightflow {

// "#/body" + "a/b" -> "#/body/a~1b": one more token of an RFC 6901 pointer in its URI fragment form. Long
// tokens are cut.
std::string pointer_to(std::string_view parent, std::string_view token);

}  // namespace insightflow
