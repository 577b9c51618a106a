// Access tokens: what is believed and what is not. Forged with libjwt itself and by hand.
#include <gtest/gtest.h>
#include <jwt.h>
#include <sodium.h>

#include <cstdlib>

#include "adapters/jwt/access_tokens.hpp"

namespace insightflow::testing {
namespace {

constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
const SigningKey first{"01ARZ3NDEKTSV4RRFFQ69G5FA1", std::string(32, 'a')};
const SigningKey second{"01ARZ3NDEKTSV4RRFFQ69G5FA2", std::string(32, 'b')};
const TokenClaims claims{"01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW", WorkspaceId{7}, noon,
                         noon + std::chrono::minutes{10}};

std::string base64url(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.pop_back();
    return out;
}

// Header and payload as given, signed as HS256 is.
std::string signed_token(std::string_view header, std::string_view payload, const std::string& secret) {
    const std::string body = base64url(header) + "." + base64url(payload);
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char*>(mac.data()),
                           reinterpret_cast<const unsigned char*>(body.data()), body.size(),
                           reinterpret_cast<const unsigned char*>(secret.data()));
    return body + "." + base64url(mac);
}

const std::string good_header = R"({"alg":"HS256","kid":")" + first.id + R"(","typ":"JWT"})";
std::string payload(const std::string& more = {}) {
    return R"({"aud":"insightflow-api","exp":1700000600,"iat":1700000000,"iss":"here",)"
           R"("sid":"01ARZ3NDEKTSV4RRFFQ69G5FAW","sub":"01ARZ3NDEKTSV4RRFFQ69G5FAV","wid":7)" +
           more + "}";
}

class Tokens : public ::testing::Test {
protected:
    bool is_believed(const std::string& token) { return tokens_->read(token).has_value(); }
    std::unique_ptr<AccessTokens> tokens_ = jwt::make_access_tokens("here", {first, second});
};

TEST_F(Tokens, WhatWasSignedIsReadAgainByEachKey) {
    EXPECT_EQ(tokens_->read(tokens_->sign(claims)).value(), claims);
    const auto older = jwt::make_access_tokens("here", {second});
    EXPECT_EQ(tokens_->read(older->sign(claims)).value(), claims);
    EXPECT_FALSE(older->read(tokens_->sign(claims)));
}

TEST_F(Tokens, TheHandMadeOneIsTheSame) {
    EXPECT_EQ(signed_token(good_header, payload(), first.secret), tokens_->sign(claims));
    EXPECT_TRUE(is_believed(signed_token(good_header, payload(), first.secret)));
}

TEST_F(Tokens, AnyOtherHeaderIsRefusedEvenWithAGoodSignature) {
    const std::string kid = R"("kid":")" + first.id + R"(")";
    const std::vector<std::string> headers{
        R"({"alg":"none",)" + kid + R"(,"typ":"JWT"})",
        R"({"alg":"None",)" + kid + R"(,"typ":"JWT"})",
        R"({"alg":"HS384",)" + kid + R"(,"typ":"JWT"})",
        R"({"alg":"HS512",)" + kid + R"(,"typ":"JWT"})",
        R"({"alg":"RS256",)" + kid + R"(,"typ":"JWT"})",
        R"({"alg":"ES256",)" + kid + R"(,"typ":"JWT"})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWE"})",
        R"({"alg":"HS256",)" + kid + "}",
        R"({"alg":"HS256","typ":"JWT"})",
        R"({"alg":"HS256","kid":"../../dev/null","typ":"JWT"})",
        R"({"alg":"HS256","kid":"x' UNION SELECT 'a","typ":"JWT"})",
        R"({"alg":"HS256","kid":"http://192.0.2.1/key","typ":"JWT"})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWT","jku":"http://192.0.2.1/"})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWT","x5u":"http://192.0.2.1/"})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWT","jwk":{"kty":"oct","k":"YQ"}})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWT","crit":["exp"]})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWT","b64":false})",
        R"({"alg":"HS256",)" + kid + R"(,"typ":"JWT","zip":"DEF"})",
        R"({"alg":"HS256","alg":"none",)" + kid + R"(,"typ":"JWT"})",
        R"({ "alg":"HS256",)" + kid + R"(,"typ":"JWT"})"};
    for (const std::string& header : headers)
        EXPECT_FALSE(is_believed(signed_token(header, payload(), first.secret))) << header;
}

TEST_F(Tokens, WithoutItsOwnSignatureNothingIsBelieved) {
    const std::string good = tokens_->sign(claims);
    const auto last_dot = good.rfind('.');
    std::vector<std::string> forged{
        good.substr(0, last_dot), good.substr(0, last_dot + 1), good + "=", good + "A", " " + good,
        good + " ", good + ".", "." + good, good + "." + good,
        signed_token(good_header, payload(), second.secret),
        signed_token(good_header, payload(), std::string(32, '\0')),
        std::string("..") + good.substr(last_dot + 1),
        // Five parts are an encrypted token (RFC 7516), around one of no signature.
        base64url(R"({"alg":"dir","enc":"A128GCM"})") + ".." + base64url("nonce") + "." +
            base64url(R"({"alg":"none"})" + payload()) + "." + base64url("tag"),
        good + ".." + good.substr(last_dot + 1)};
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string changed = good;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        forged.push_back(changed);
    }
    // The bits of the last character that carry nothing: lenient decoders take all of its four forms.
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (const char last : alphabet)
        if (last != good.back()) forged.push_back(good.substr(0, good.size() - 1) + last);
    forged.push_back(good.substr(0, last_dot) + std::string(1, '\0') + good.substr(last_dot));
    forged.push_back(good + std::string(1, '\0'));
    for (const std::string& token : forged) EXPECT_FALSE(is_believed(token)) << token;
}

TEST_F(Tokens, ClaimsMustBeWholeAndOurs) {
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = payload();
        text.replace(text.find(from), from.size(), to);
        return signed_token(good_header, text, first.secret);
    };
    EXPECT_FALSE(is_believed(with(R"("aud":"insightflow-api",)", "")));
    EXPECT_FALSE(is_believed(with("insightflow-api", "another-api")));
    EXPECT_FALSE(is_believed(with(R"("iss":"here")", R"("iss":"elsewhere")")));
    EXPECT_FALSE(is_believed(with(R"("exp":1700000600,)", "")));
    EXPECT_FALSE(is_believed(with("1700000600", "-1")));
    EXPECT_FALSE(is_believed(with("1700000600", "99999999999999")));
    EXPECT_FALSE(is_believed(with("1700000600", R"("soon")")));
    EXPECT_FALSE(is_believed(with(R"("iat":1700000000,)", "")));
    EXPECT_FALSE(is_believed(with(R"("wid":7)", R"("wid":0)")));
    EXPECT_FALSE(is_believed(with(R"("wid":7)", R"("wid":4294967303)")));
    EXPECT_FALSE(is_believed(with("01ARZ3NDEKTSV4RRFFQ69G5FAV", "anna")));
    EXPECT_FALSE(is_believed(with("01ARZ3NDEKTSV4RRFFQ69G5FAW", "")));
}

TEST_F(Tokens, OneThatIsNotYetValidIsNotOurs) {
    for (const std::string when : {"4102444800", "1700000000", "-1", "\"soon\""})
        EXPECT_FALSE(is_believed(signed_token(good_header, payload(R"(,"nbf":)" + when), first.secret)))
            << when;
}

TEST_F(Tokens, AnotherLibrarysTokenOfTheKeyIsRefusedWhereItIsNotExactlyOurs) {
    jwt_t* made = nullptr;
    ASSERT_EQ(jwt_new(&made), 0);
    ASSERT_EQ(jwt_add_grants_json(made, payload().c_str()), 0);
    ASSERT_EQ(
        jwt_set_alg(made, JWT_ALG_HS256, reinterpret_cast<const unsigned char*>(first.secret.data()), 32), 0);
    char* text = jwt_encode_str(made);
    EXPECT_FALSE(is_believed(text));
    std::free(text);
    jwt_free(made);
}

}  // namespace
}  // namespace insightflow::testing
