// Everything about who may do what, built from the store and the installation's secret, and kept up to date
// while the server runs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "adapters/crypto/sodium.hpp"
#include "adapters/sql/store.hpp"
#include "app/config.hpp"
#include "application/accounts/login_throttle.hpp"
#include "application/accounts/ports.hpp"
#include "application/accounts/setup.hpp"
#include "cli/accounts.hpp"
#include "http/api/auth.hpp"

namespace insightflow::app {

// Names inside the data folder, and of what the secret is for: they stay.
inline constexpr const char* store_name = "insightflow.sqlite";
inline constexpr const char* audit_purpose = "audit log";
inline constexpr const char* signing_purpose = "signing keys";

enum class LostSecret { refuse, replace };

// The configured secret, or the data folder's own. A new one is made where there is no store yet, and where a
// lost one is to be replaced. Errors: those of the file; unprocessable where it is not beside its store.
Result<crypto::SecretKey> open_secret_key(const ServeConfig& config, LostSecret lost = LostSecret::refuse);

// Whether the folder holds things, and none of an installation's: a mistyped one, in which a command that
// only looks must not make an installation.
bool is_foreign(const std::filesystem::path& folder);
Error foreign_folder(const std::filesystem::path& folder);

// What the accounts' use cases need, for a server or a command. The store must outlive it.
class Accounts {
public:
    // For a server. environment_key: API_KEY. Errors: those of the store; unprocessable where the secret is
    // not the one that the store was written with.
    static Result<std::unique_ptr<Accounts>> open(sql::Store& store, const crypto::SecretKey& secret,
                                                  const std::optional<std::string>& environment_key,
                                                  Timestamp now);

    // For a command, which lets nobody in: authenticator() and auth_ports() are not to be used.
    Accounts(sql::Store& store, const crypto::SecretKey& secret);

    const AccountPorts& ports() const { return ports_; }
    Authenticator& authenticator() { return *authenticator_; }
    SetupDoor& setup() { return setup_; }
    const http::AuthPorts& auth_ports() const { return auth_ports_; }

    // From now on changes by other processes are seen within access_look_every, and the use of keys is noted.
    // A failure to do so is told to `log`.
    using Log = std::function<void(const std::string&)>;
    void watch(const std::function<Timestamp()>& clock, const Log& log);

private:
    void look(Timestamp now, const Log& log);
    void note_uses(const Log& log);

    Passwords passwords_;
    LoginThrottle throttle_{};
    SetupDoor setup_{};
    AccountPorts ports_;
    std::unique_ptr<Authenticator> authenticator_{};
    http::AuthPorts auth_ports_;
    std::jthread watcher_{};
};

// The accounts of the data folder, for a command: beside a running server or without one. Failures: those of
// the configuration, as of a server; no such folder; another secret than the store's, unless it is to be
// replaced; those of the store.
cli::Attempt<cli::OpenedAccounts> open_accounts(const cli::AccountsPlace& place);

}  // namespace insightflow::app
