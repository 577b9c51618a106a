#include "adapters/jwt/access_tokens.hpp"

#include <jwt.h>

#include <cassert>
#include <cstdlib>
#include <new>
#include <optional>
#include <stdexcept>

#include "domain/base/ulid.hpp"

namespace insightflow::jwt {
namespace {

constexpr const char* audience = "insightflow-api";

using Token = std::unique_ptr<jwt_t, decltype(&jwt_free)>;

void check(int fault) {
    if (fault != 0) throw std::runtime_error("libjwt could not make a token");
}

const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

long seconds(Timestamp time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Error unknown() { return {ErrorCode::unauthenticated, "The access token is not valid.", {}}; }

std::string encoded(const TokenClaims& claims, const std::string& issuer, const SigningKey& key) {
    jwt_t* made = nullptr;
    check(jwt_new(&made));
    const Token token(made, &jwt_free);
    check(jwt_add_header(made, "kid", key.id.c_str()));
    check(jwt_add_grant(made, "iss", issuer.c_str()));
    check(jwt_add_grant(made, "aud", audience));
    check(jwt_add_grant(made, "sub", claims.user_id.c_str()));
    check(jwt_add_grant(made, "sid", claims.session_id.c_str()));
    check(jwt_add_grant_int(made, "wid", claims.workspace.value));
    check(jwt_add_grant_int(made, "iat", seconds(claims.issued_at)));
    check(jwt_add_grant_int(made, "exp", seconds(claims.expires_at)));
    check(jwt_set_alg(made, JWT_ALG_HS256, bytes_of(key.secret), static_cast<int>(key.secret.size())));
    const std::unique_ptr<char, void (*)(void*)> text(jwt_encode_str(made), &std::free);
    if (!text) throw std::bad_alloc();
    return text.get();
}

std::string_view header_of(std::string_view token) { return token.substr(0, token.find('.')); }

std::string text_claim(jwt_t* token, const char* name) {
    const char* value = jwt_get_grant(token, name);
    return value != nullptr ? value : "";
}

bool has_claim(jwt_t* token, const char* name) {
    const std::unique_ptr<char, void (*)(void*)> value(jwt_get_grants_json(token, name), &std::free);
    return value != nullptr;
}

// Whole seconds from 1970 on; none where it is no such number.
std::optional<Timestamp> time_claim(jwt_t* token, const char* name) {
    constexpr long year_9999 = 253402300799;
    const long value = jwt_get_grant_int(token, name);
    if (value <= 0 || value > year_9999) return std::nullopt;
    return Timestamp{std::chrono::seconds{value}};
}

class JwtAccessTokens final : public AccessTokens {
public:
    JwtAccessTokens(std::string issuer, std::vector<SigningKey> keys)
        : issuer_(std::move(issuer)), keys_(std::move(keys)) {
        assert(!keys_.empty());
        for (const SigningKey& key : keys_) headers_.emplace_back(header_of(encoded({}, issuer_, key)));
    }

    std::string sign(const TokenClaims& claims) const override {
        return encoded(claims, issuer_, keys_.front());
    }

    Result<TokenClaims> read(std::string_view token) const override {
        for (std::size_t i = 0; i < keys_.size(); ++i)
            if (header_of(token) == headers_[i]) return read(std::string(token), keys_[i]);
        return unknown();
    }

private:
    Result<TokenClaims> read(const std::string& text, const SigningKey& key) const {
        jwt_t* read = nullptr;
        const int fault =
            jwt_decode(&read, text.c_str(), bytes_of(key.secret), static_cast<int>(key.secret.size()));
        const Token token(read, &jwt_free);
        // A NUL would end the text earlier for libjwt than for us.
        if (fault != 0 || text.find('\0') != std::string::npos || jwt_get_alg(read) != JWT_ALG_HS256)
            return unknown();
        if (text_claim(read, "iss") != issuer_ || text_claim(read, "aud") != audience) return unknown();
        // We never write this one (nor look at a clock here), so whoever did is not us.
        if (has_claim(read, "nbf")) return unknown();
        const auto issued_at = time_claim(read, "iat");
        const auto expires_at = time_claim(read, "exp");
        const long workspace = jwt_get_grant_int(read, "wid");
        TokenClaims claims{text_claim(read, "sub"), text_claim(read, "sid"), {}, {}, {}};
        const bool whole = issued_at && expires_at && workspace > 0 && workspace <= INT32_MAX &&
                           is_ulid(claims.user_id) && is_ulid(claims.session_id);
        if (!whole) return unknown();
        claims.workspace.value = static_cast<std::int32_t>(workspace);
        claims.issued_at = *issued_at;
        claims.expires_at = *expires_at;
        return claims;
    }

    std::string issuer_;
    std::vector<SigningKey> keys_;
    std::vector<std::string> headers_{};  // as each key's tokens have it
};

}  // namespace

std::unique_ptr<AccessTokens> make_access_tokens(std::string issuer, std::vector<SigningKey> keys) {
    return std::make_unique<JwtAccessTokens>(std::move(issuer), std::move(keys));
}

}  // namespace insightflow::jwt
