// AccessTokens by libjwt: HS256, pinned per key.
#pragma once

#include "application/accounts/access_tokens.hpp"

namespace insightflow::jwt {

// issuer: the installation's own name, so that tokens of another one are not believed even if a key were
// shared. The first key signs.
std::unique_ptr<AccessTokens> make_access_tokens(std::string issuer, std::vector<SigningKey> keys);

}  // namespace insightflow::jwt
