// Base 64 for URLs (RFC 4648, section 5), without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace insightflow {

std::string base64url(std::string_view bytes);

// nullopt for anything that base64url() does not write.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace insightflow
