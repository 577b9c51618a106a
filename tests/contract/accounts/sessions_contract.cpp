// Logins, refreshes, logouts and API keys against the real store: who is let in, when, and as what.
#include "contract/accounts/accounts_fixture.hpp"

namespace insightflow::testing {
namespace {

class Sessions : public AccountsTest {};

TEST_F(Sessions, ALoginGivesATokenOfTheUsersRoleForTenMinutes) {
    owner();
    const TokenPair pair = log_in_as(" Anna@Example.COM ").value();
    EXPECT_EQ(pair.workspace, "default");
    EXPECT_EQ(pair.role, Role::owner);
    EXPECT_EQ(pair.access_expires_at, noon + access_token_life);
    const AuthorisedScope scope = authenticator_->authenticate(pair.access_token, now_).value();
    EXPECT_EQ(scope.workspace, default_workspace);
    EXPECT_EQ(scope.permissions, PermissionSet(Role::owner));
    EXPECT_EQ(scope.key_label, "anna@example.com");
    EXPECT_EQ(scope.actor, ActorKind::user);
    EXPECT_EQ(scope.actor_id, owner().actor_id);
    now_ = noon + access_token_life - std::chrono::seconds{1};
    EXPECT_TRUE(is_let_in(pair.access_token));
    now_ = noon + access_token_life;
    EXPECT_FALSE(is_let_in(pair.access_token));
}

TEST_F(Sessions, ATokenFromTheFutureIsRefusedBeyondTheLeeway) {
    owner();
    now_ = noon + clock_leeway;
    const TokenPair pair = log_in_as("anna@example.com").value();
    now_ = noon;
    EXPECT_TRUE(is_let_in(pair.access_token));
    now_ = noon - std::chrono::seconds{1};
    EXPECT_FALSE(is_let_in(pair.access_token));
}

TEST_F(Sessions, AnUnknownAddressAndAWrongPasswordGetTheSameWords) {
    owner();
    const auto wrong = log_in_as("anna@example.com", "wrong password here");
    const auto unknown = log_in_as("bob@example.com", good_password);
    const auto no_address = log_in_as("bob", good_password);
    const auto over_long = log_in_as("anna@example.com", std::string(password_bytes_max + 1, 'x'));
    for (const auto& refused : {wrong, unknown, no_address, over_long}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
        EXPECT_EQ(refused.error().message, wrong.error().message);
        EXPECT_EQ(refused.error().message.find("@"), std::string::npos);
    }
    EXPECT_EQ(actions().back(), "login.refused");
}

TEST_F(Sessions, FailuresSlowTheAccountDownAndNeverLockItForGood) {
    owner();
    Result<TokenPair> refused = log_in_as("anna@example.com", "wrong password here");
    for (int i = 1; i < 5; ++i) refused = log_in_as("anna@example.com", "wrong password here");
    EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
    refused = log_in_as("anna@example.com");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::rate_limited);
    EXPECT_EQ(refused.error().retry_after_s, 1);
    now_ += std::chrono::seconds{1};
    EXPECT_TRUE(log_in_as("anna@example.com"));
    EXPECT_TRUE(log_in_as("anna@example.com"));
}

TEST_F(Sessions, ARefreshTokenWorksOnceAndACopyEndsTheSession) {
    owner();
    const TokenPair first = log_in_as("anna@example.com").value();
    now_ += std::chrono::minutes{5};
    const TokenPair second = refresh_session(first.refresh_token, origin_, now_, ports_, sign_).value();
    EXPECT_TRUE(is_let_in(second.access_token));
    EXPECT_EQ(second.refresh_expires_at, now_ + session_idle_max);
    EXPECT_FALSE(refresh_session(first.refresh_token, origin_, now_, ports_, sign_));
    EXPECT_EQ(actions().back(), "session.reused");
    EXPECT_FALSE(refresh_session(second.refresh_token, origin_, now_, ports_, sign_));
    EXPECT_FALSE(is_let_in(first.access_token));
    EXPECT_FALSE(is_let_in(second.access_token));
}

TEST_F(Sessions, ForgedRefreshTokensAreWorthNothingAndHarmNothing) {
    owner();
    const TokenPair pair = log_in_as("anna@example.com").value();
    std::string other_generation = pair.refresh_token;
    other_generation.replace(other_generation.find(".1."), 3, ".2.");
    std::string flipped = pair.refresh_token;
    flipped.back() = flipped.back() == '0' ? '1' : '0';
    for (const std::string& forged : {std::string(), std::string("ifr_"), std::string("ifr_a.b.c"),
                                      pair.access_token, other_generation, flipped})
        EXPECT_FALSE(refresh_session(forged, origin_, now_, ports_, sign_)) << forged;
    EXPECT_TRUE(log_out(flipped, origin_, now_, ports_));
    EXPECT_TRUE(is_let_in(pair.access_token));
    EXPECT_TRUE(refresh_session(pair.refresh_token, origin_, now_, ports_, sign_));
}

TEST_F(Sessions, AnIdleSessionEnds) {
    owner();
    const TokenPair pair = log_in_as("anna@example.com").value();
    now_ += session_idle_max;
    EXPECT_FALSE(refresh_session(pair.refresh_token, origin_, now_, ports_, sign_));
}

TEST_F(Sessions, NoSessionLivesLongerThanItMayHoweverOftenItIsUsed) {
    owner();
    TokenPair pair = log_in_as("anna@example.com").value();
    for (now_ += std::chrono::days{10}; now_ < noon + session_life_max; now_ += std::chrono::days{10}) {
        pair = refresh_session(pair.refresh_token, origin_, now_, ports_, sign_).value();
        EXPECT_LE(pair.refresh_expires_at, noon + session_life_max);
    }
    EXPECT_FALSE(refresh_session(pair.refresh_token, origin_, now_, ports_, sign_));
}

TEST_F(Sessions, ALogoutHoldsAtOnceHereAndAfterALookElsewhere) {
    owner();
    const auto elsewhere = open_authenticator();
    const TokenPair pair = log_in_as("anna@example.com").value();
    EXPECT_TRUE(elsewhere->authenticate(pair.access_token, now_));
    ASSERT_TRUE(log_out(pair.refresh_token, origin_, now_, ports_));
    EXPECT_FALSE(is_let_in(pair.access_token));
    EXPECT_TRUE(elsewhere->authenticate(pair.access_token, now_));
    ASSERT_TRUE(elsewhere->refresh(now_ + access_look_every));
    EXPECT_FALSE(elsewhere->authenticate(pair.access_token, now_));
    EXPECT_FALSE(open_authenticator()->authenticate(pair.access_token, now_));
    EXPECT_EQ(actions().back(), "logout");
    EXPECT_EQ(store_->audit().list(default_workspace, {}, 1).value()[0].event.actor_label,
              "anna@example.com");
}

TEST_F(Sessions, OfManySessionsTheOldestEnd) {
    owner();
    const TokenPair oldest = log_in_as("anna@example.com").value();
    for (std::size_t i = 0; i < sessions_per_user_max; ++i) {
        now_ += std::chrono::milliseconds{10};
        ASSERT_TRUE(log_in_as("anna@example.com"));
    }
    EXPECT_FALSE(is_let_in(oldest.access_token));
    EXPECT_FALSE(refresh_session(oldest.refresh_token, origin_, now_, ports_, sign_));
}

TEST_F(Sessions, ARotatedSigningKeySignsAndTheOldOneIsBelievedUntilItsTokensHaveExpired) {
    owner();
    const TokenPair before = log_in_as("anna@example.com").value();
    const auto before_rotation = open_authenticator();
    const AuthorisedScope console{{}, {}, "console", ActorKind::console, {}};
    ASSERT_TRUE(rotate_signing_key(console, Rotation::gentle, now_, ports_));
    const TokenPair after = log_in_as("anna@example.com").value();
    EXPECT_NE(before.access_token.substr(0, 60), after.access_token.substr(0, 60));
    EXPECT_TRUE(is_let_in(before.access_token));
    EXPECT_TRUE(is_let_in(after.access_token));
    // Who still has the old key signs with it for as long as it is believed, and not for a moment longer.
    const auto forged = [&] {
        return before_rotation->sign({owner().actor_id, new_ulid(&crypto::random_bytes, now_),
                                      default_workspace, std::chrono::floor<std::chrono::seconds>(now_),
                                      now_ + access_token_life});
    };
    now_ += access_token_life + clock_leeway - std::chrono::seconds{1};
    EXPECT_TRUE(is_let_in(forged()));
    now_ += std::chrono::seconds{1};
    EXPECT_FALSE(is_let_in(forged()));
    const TokenPair later = refresh_session(after.refresh_token, origin_, now_, ports_, sign_).value();
    EXPECT_TRUE(is_let_in(later.access_token));
    ASSERT_TRUE(rotate_signing_key(console, Rotation::now, now_, ports_));
    EXPECT_FALSE(is_let_in(later.access_token));
    EXPECT_TRUE(refresh_session(later.refresh_token, origin_, now_, ports_, sign_));
}

TEST_F(Sessions, WithAnotherSecretNothingOpens) {
    const crypto::SecretKey other(std::string(32, 't'));
    AuthenticatorParts parts{
        store_->access(), &crypto::blake2b_hex, &crypto::equal_in_constant_time, other.unseal("signing keys"),
        [](std::vector<SigningKey> keys) { return jwt::make_access_tokens("test", std::move(keys)); }};
    EXPECT_FALSE(Authenticator::open(std::move(parts), std::nullopt, now_));
}

TEST_F(Sessions, AFaultOfTheStoreEndsWithItsCause) {
    const auto made = create_key(owner(), {"sheet", Role::viewer, {}}, origin_, now_, ports_).value();
    attack("UPDATE api_key SET scopes = 'nonsense'");
    attack("UPDATE access_version SET version = version + 1");
    EXPECT_THROW((void)authenticator_->refresh(now_), std::runtime_error);
    attack("UPDATE api_key SET scopes = 'data:read', revoked_at_us = 1");
    EXPECT_FALSE(is_let_in(made.key));
}

TEST_F(Sessions, WithoutALookForLongNobodyIsLetInButByTheEnvironmentsKey) {
    owner();
    const TokenPair pair = log_in_as("anna@example.com").value();
    const auto made = create_key(owner(), {"sheet", Role::viewer, {}}, origin_, now_, ports_).value();
    for (const Timestamp at : {now_ + looked_at_age_max, now_ - looked_at_age_max}) {
        EXPECT_TRUE(authenticator_->authenticate(pair.access_token, at));
        EXPECT_TRUE(authenticator_->authenticate(made.key, at));
    }
    attack("UPDATE api_key SET scopes = 'nonsense'");
    attack("UPDATE access_version SET version = version + 1");
    const std::chrono::microseconds more{1};
    for (const Timestamp at : {now_ + looked_at_age_max + more, now_ - looked_at_age_max - more}) {
        EXPECT_FALSE(authenticator_->is_current(at));
        EXPECT_EQ(authenticator_->authenticate(pair.access_token, at).error().code, ErrorCode::unavailable);
        EXPECT_EQ(authenticator_->authenticate(made.key, at).error().code, ErrorCode::unavailable);
        EXPECT_TRUE(authenticator_->authenticate("environments-key", at));
    }
    attack("UPDATE api_key SET scopes = 'data:read'");
    const Timestamp later = now_ + 2 * looked_at_age_max;
    EXPECT_TRUE(authenticator_->authenticate(pair.access_token, later)) << "it looks itself where it must";
    EXPECT_TRUE(authenticator_->is_current(later));
}

class ApiKeys : public AccountsTest {
protected:
    Result<MadeKey> make(PermissionSet permissions, std::optional<Timestamp> expires_at = {}) {
        return create_key(owner(), {"for the sheet", permissions, expires_at}, origin_, now_, ports_);
    }
};

TEST_F(ApiKeys, OneThatAnotherProcessMadeIsKnownAtOnceAndGuessesMakeNoWork) {
    const auto elsewhere = open_authenticator();
    const MadeKey first = make({Permission::data_read}).value();
    EXPECT_TRUE(elsewhere->authenticate(first.key, now_));
    const MadeKey second = make({Permission::data_read}).value();
    EXPECT_FALSE(elsewhere->authenticate(second.key, now_)) << "it looked a moment ago";
    EXPECT_FALSE(elsewhere->authenticate("another.kind.of-token", now_ + extra_look_pause));
    EXPECT_TRUE(elsewhere->authenticate(second.key, now_ + extra_look_pause));
}

TEST_F(ApiKeys, AKeyHasItsScopesAndIsStoredAsAHashOnly) {
    const MadeKey made = make({Permission::data_write}).value();
    EXPECT_EQ(made.key.size(), 42u);
    EXPECT_TRUE(made.key.starts_with("ifk_"));
    const AuthorisedScope scope = authenticator_->authenticate(made.key, now_).value();
    EXPECT_EQ(scope.permissions, PermissionSet{Permission::data_write});
    EXPECT_EQ(scope.key_label, "for the sheet");
    EXPECT_EQ(scope.actor, ActorKind::key);
    EXPECT_EQ(scope.actor_id, made.stored.id);
    const auto listed = list_keys(owner(), ports_).value();
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0], made.stored);
    EXPECT_EQ(listed[0].hash.find(made.key), std::string::npos);
    EXPECT_EQ(actions().back(), "key.create");
}

TEST_F(ApiKeys, AMistypedKeyIsRefusedByItsCheck) {
    std::string key = make(Role::viewer).value().key;
    EXPECT_FALSE(is_mistyped_key(key));
    key[10] = key[10] == 'a' ? 'b' : 'a';
    EXPECT_TRUE(is_mistyped_key(key));
    EXPECT_FALSE(is_let_in(key));
}

TEST_F(ApiKeys, AKeyEndsWhenItSaysAndWhenItIsRevoked) {
    const MadeKey expiring = make(Role::viewer, now_ + std::chrono::hours{1}).value();
    const MadeKey revoked = make(Role::viewer).value();
    EXPECT_TRUE(is_let_in(revoked.key));
    ASSERT_TRUE(revoke_key(owner(), revoked.stored.id, origin_, now_, ports_));
    EXPECT_FALSE(is_let_in(revoked.key));
    EXPECT_EQ(revoke_key(owner(), revoked.stored.id, origin_, now_, ports_).error().code,
              ErrorCode::not_found);
    EXPECT_TRUE(is_let_in(expiring.key));
    now_ += std::chrono::hours{1};
    EXPECT_FALSE(is_let_in(expiring.key));
}

TEST_F(ApiKeys, NobodyMakesAKeyThatCouldDoMoreThanThey) {
    AuthorisedScope narrow = owner();
    narrow.permissions = {Permission::keys_manage, Permission::data_read};
    const NewKey wide{"wide", {Permission::data_write}, {}};
    EXPECT_EQ(create_key(narrow, wide, origin_, now_, ports_).error().code, ErrorCode::forbidden);
    const NewKey same{"same", {Permission::data_read}, {}};
    EXPECT_TRUE(create_key(narrow, same, origin_, now_, ports_));
}

TEST_F(ApiKeys, EveryFaultIsNamed) {
    const auto refused = create_key(owner(), {" ", {}, now_}, origin_, now_, ports_);
    ASSERT_FALSE(refused);
    std::vector<std::string> places;
    for (const Fault& fault : refused.error().faults) places.push_back(fault.pointer);
    EXPECT_EQ(places, (std::vector<std::string>{"#/body/label", "#/body/scopes", "#/body/expires_at"}));
}

TEST_F(ApiKeys, AnotherWorkspacesKeyIsNotThere) {
    const MadeKey made = make(Role::viewer).value();
    const AuthorisedScope zoe = stranger();
    EXPECT_EQ(revoke_key(zoe, made.stored.id, origin_, now_, ports_).error().code, ErrorCode::not_found);
    EXPECT_EQ(revoke_key(zoe, "nonsense", origin_, now_, ports_).error().code, ErrorCode::not_found);
    EXPECT_TRUE(list_keys(zoe, ports_).value().empty());
    EXPECT_TRUE(is_let_in(made.key));
}

TEST_F(ApiKeys, TheirUseIsNoted) {
    const MadeKey made = make(Role::viewer).value();
    now_ += std::chrono::minutes{3};
    EXPECT_TRUE(is_let_in(made.key));
    ASSERT_TRUE(store_->keys().note_use(authenticator_->take_uses()));
    EXPECT_TRUE(authenticator_->take_uses().empty());
    EXPECT_EQ(list_keys(owner(), ports_).value()[0].last_used_at, now_);
}

TEST_F(ApiKeys, TheEnvironmentsKeyIsAnEditorOfTheDefaultWorkspace) {
    const AuthorisedScope scope = authenticator_->authenticate("environments-key", now_).value();
    EXPECT_EQ(scope.workspace, default_workspace);
    EXPECT_EQ(scope.permissions, PermissionSet(Role::editor));
    EXPECT_EQ(scope.actor, ActorKind::environment);
}

TEST_F(ApiKeys, WhatIsNoKeyIsRefusedInTheSameWords) {
    const MadeKey made = make(Role::viewer).value();
    const std::string words = authenticator_->authenticate("wrong", now_).error().message;
    for (const std::string& token : {std::string(), std::string("environments-ke"), made.stored.hash,
                                     std::string("a.b.c"), std::string(token_bytes_max + 1, 'x')}) {
        const auto refused = authenticator_->authenticate(token, now_);
        ASSERT_FALSE(refused) << token;
        EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
        EXPECT_EQ(refused.error().message, words);
    }
}

}  // namespace
}  // namespace insightflow::testing
