// The accounts' use cases on a real store with real cryptography: a folder, a clock that the test moves, and
// the authenticator that the server would have.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "adapters/crypto/sodium.hpp"
#include "adapters/jwt/access_tokens.hpp"
#include "adapters/sql/session.hpp"
#include "adapters/sql/store.hpp"
#include "application/accounts/api_keys.hpp"
#include "application/accounts/sessions.hpp"
#include "application/accounts/setup.hpp"
#include "application/accounts/signing_keys.hpp"
#include "application/accounts/users.hpp"
#include "application/accounts/workspaces.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {

inline constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
inline const std::string good_password = "correct horse battery";

class AccountsTest : public ::testing::Test {
protected:
    AccountsTest() {
        EXPECT_TRUE(ensure_signing_key(now_, ports_));
        authenticator_ = open_authenticator();
    }

    std::unique_ptr<Authenticator> open_authenticator() {
        AuthenticatorParts parts{store_->access(), &crypto::blake2b_hex, &crypto::equal_in_constant_time,
                                 secret_.unseal("signing keys"), [](std::vector<SigningKey> keys) {
                                     return jwt::make_access_tokens("test", std::move(keys));
                                 }};
        return Authenticator::open(std::move(parts), "environments-key", now_).value();
    }

    // The owner of the default workspace.
    AuthorisedScope owner() {
        if (!owner_) {
            const AuthorisedScope console{default_workspace, Role::owner, "console", ActorKind::console, {}};
            const auto member =
                add_user(console, {"anna@example.com", good_password, Role::owner}, origin_, now_, ports_);
            owner_ = AuthorisedScope{default_workspace, Role::owner, "anna@example.com", ActorKind::user,
                                     member.value().user.id};
        }
        return *owner_;
    }

    // A second workspace and its owner.
    AuthorisedScope stranger() {
        const AuthorisedScope console{{}, {}, "console", ActorKind::console, {}};
        const Workspace workspace = create_workspace(console, {"Other", {}, {}}, now_, ports_).value();
        AuthorisedScope scope{workspace.id, Role::owner, "zoe@example.com", ActorKind::user, {}};
        scope.actor_id =
            add_user(scope, {"zoe@example.com", good_password, Role::owner}, origin_, now_, ports_)
                .value()
                .user.id;
        return scope;
    }

    Result<TokenPair> log_in_as(const std::string& email, const std::string& password = good_password) {
        return log_in({email, password, std::nullopt}, origin_, now_, ports_, throttle_, sign_);
    }
    // After a look, as a server has had one within the last second.
    bool is_let_in(const std::string& token) {
        EXPECT_TRUE(authenticator_->refresh(now_));
        return authenticator_->authenticate(token, now_).has_value();
    }
    // As somebody who can write the database file.
    void attack(const std::string& statement) {
        soci::session session;
        sql::connect(session, folder_.path() / "store.sqlite", sql::Access::write);
        session << statement;
    }
    std::vector<std::string> actions(WorkspaceId workspace = default_workspace) {
        std::vector<std::string> out;
        for (const auto& recorded : store_->audit().list(workspace, {}, 1000).value())
            out.insert(out.begin(), recorded.event.action);
        return out;
    }

    TemporaryFolder folder_{};
    Timestamp now_ = noon;
    Origin origin_{"192.0.2.1:4711", "request-1", "192.0.2.1"};
    crypto::SecretKey secret_{std::string(32, 's')};
    KeyedHash audit_hash_ = secret_.keyed_hash("audit log");
    std::unique_ptr<sql::Store> store_ = sql::open(folder_.path() / "store.sqlite", audit_hash_).value();
    Passwords passwords_{&crypto::hash_password, &crypto::check_password, &crypto::random_bytes};
    LoginThrottle throttle_{};
    std::unique_ptr<Authenticator> authenticator_{};
    SignClaims sign_ = [this](const TokenClaims& claims) { return authenticator_->sign(claims); };
    AccountPorts ports_{
        store_->users(),
        store_->sessions(),
        store_->keys(),
        store_->workspaces(),
        store_->audit(),
        store_->access(),
        &crypto::random_bytes,
        &crypto::blake2b_hex,
        &crypto::equal_in_constant_time,
        secret_.seal("signing keys"),
        secret_.keyed_hash("refresh tokens"),
        passwords_,
        [this](Timestamp at) { EXPECT_TRUE(!authenticator_ || authenticator_->refresh(at)); }};

private:
    std::optional<AuthorisedScope> owner_{};
};

}  // namespace insightflow::testing
