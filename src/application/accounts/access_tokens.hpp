// Port: signed tokens that say which session somebody speaks for. What the user may do is not in the token:
// it is looked up, so that a changed role holds at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

struct SigningKey {
    std::string id{};      // the token's kid
    std::string secret{};  // 32 random bytes
    friend bool operator==(const SigningKey&, const SigningKey&) = default;
};

struct TokenClaims {
    std::string user_id{};     // sub
    std::string session_id{};  // sid
    WorkspaceId workspace{};   // wid
    Timestamp issued_at{};     // iat, whole seconds
    Timestamp expires_at{};    // exp, whole seconds
    friend bool operator==(const TokenClaims&, const TokenClaims&) = default;
};

// Immutable; any thread calls it.
class AccessTokens {
public:
    virtual ~AccessTokens() = default;
    virtual std::string sign(const TokenClaims& claims) const = 0;
    // The claims of a token that one of the keys signed in exactly the way of sign(): algorithm, type, issuer
    // and audience as there. Whether it has expired is for the caller to judge. Errors: unauthenticated.
    virtual Result<TokenClaims> read(std::string_view token) const = 0;
};

// The first key signs, all of them are believed. keys is not empty.
using MakeAccessTokens = std::function<std::unique_ptr<AccessTokens>(std::vector<SigningKey> keys)>;

}  // namespace insightflow
