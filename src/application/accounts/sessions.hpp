// Use cases: logging in, going on, logging out. A login gives two tokens: the access token, a JWT that lives
// for minutes, and the refresh token, which is exchanged for the next pair and then is worth nothing; if it
// is used again, somebody has a copy, and the session ends (RFC 9700, 4.14.2).
#pragma once

#include <optional>
#include <string>

#include "application/accounts/login_throttle.hpp"
#include "application/accounts/ports.hpp"

namespace insightflow {

// A session that is not used for this long ends.
inline constexpr std::chrono::days session_idle_max{14};
// Every session ends after this long, however often it is used.
inline constexpr std::chrono::days session_life_max{90};

struct LoginRequest {
    std::string email{};
    std::string password{};
    std::optional<std::string> workspace{};  // by name; none: the first of which the user is a member
};

struct TokenPair {
    std::string access_token{};
    Timestamp access_expires_at{};
    std::string refresh_token{};
    Timestamp refresh_expires_at{};
    std::string workspace{};
    Role role = Role::viewer;
};

using SignClaims = std::function<std::string(const TokenClaims&)>;

// Errors: rate_limited with the seconds to wait; unauthenticated, in the same words and after the same work
// for an unknown e-mail and a wrong password; forbidden where the user is no member of that workspace;
// unavailable; those of the stores.
Result<TokenPair> log_in(const LoginRequest& request, const Origin& origin, Timestamp now,
                         const AccountPorts& ports, LoginThrottle& throttle, const SignClaims& sign);

// Errors: unauthenticated.
Result<TokenPair> refresh_session(const std::string& refresh_token, const Origin& origin, Timestamp now,
                                  const AccountPorts& ports, const SignClaims& sign);

// Ends the session of a refresh token. Its access token is refused within access_look_every. A token that is
// worth nothing is no error: nobody learns whether it once was. Errors: those of the stores.
Result<void> log_out(const std::string& refresh_token, const Origin& origin, Timestamp now,
                     const AccountPorts& ports);

}  // namespace insightflow
