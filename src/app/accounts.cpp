#include "app/accounts.hpp"

#include <condition_variable>
#include <mutex>

#include "adapters/files/data_folder.hpp"
#include "adapters/files/secret_file.hpp"
#include "adapters/jwt/access_tokens.hpp"
#include "app/configuration.hpp"
#include "app/process.hpp"
#include "app/report.hpp"
#include "app/shipped_profiles.hpp"
#include "application/accounts/signing_keys.hpp"

namespace insightflow::app {
namespace {

// How exact a key's "last used" is.
constexpr std::chrono::seconds uses_noted_every{30};

AuthenticatorParts authenticator_parts(sql::Store& store, const crypto::SecretKey& secret) {
    const std::string issuer = "insightflow:" + secret.keyed_hash("issuer")("").substr(0, 16);
    return {
        store.access(), &crypto::blake2b_hex, &crypto::equal_in_constant_time, secret.unseal(signing_purpose),
        [issuer](std::vector<SigningKey> keys) { return jwt::make_access_tokens(issuer, std::move(keys)); }};
}

}  // namespace

Accounts::Accounts(sql::Store& store, const crypto::SecretKey& secret)
    : passwords_(&crypto::hash_password, &crypto::check_password, &crypto::random_bytes),
      ports_{store.users(), store.sessions(), store.keys(), store.workspaces(), store.audit(), store.access(),
             &crypto::random_bytes, &crypto::blake2b_hex, &crypto::equal_in_constant_time,
             secret.seal(signing_purpose), secret.keyed_hash("refresh tokens"), passwords_,
             // What is not seen now is seen at the watcher's next look.
             [this](Timestamp now) {
                 if (authenticator_) (void)authenticator_->refresh(now);
             }},
      auth_ports_{ports_, throttle_, setup_,
                  [this](const TokenClaims& claims) { return authenticator_->sign(claims); }} {}

Result<std::unique_ptr<Accounts>> Accounts::open(sql::Store& store, const crypto::SecretKey& secret,
                                                 const std::optional<std::string>& environment_key,
                                                 Timestamp now) {
    auto made = std::make_unique<Accounts>(store, secret);
    if (const auto ensured = ensure_signing_key(now, made->ports_); !ensured) return ensured.error();
    auto authenticator = Authenticator::open(authenticator_parts(store, secret), environment_key, now);
    if (!authenticator) return authenticator.error();
    made->authenticator_ = std::move(*authenticator);
    return made;
}

void Accounts::watch(const std::function<Timestamp()>& clock, const Log& log) {
    // What was seen at the opening may be too old by now.
    look(clock(), log);
    watcher_ = std::jthread([this, clock, log](std::stop_token stop) {
        std::mutex mutex;
        std::condition_variable_any changed;
        Timestamp noted = clock();
        while (!stop.stop_requested()) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, stop, access_look_every, [] { return false; });
            const Timestamp now = clock();
            look(now, log);
            if (now - noted < uses_noted_every && now >= noted && !stop.stop_requested()) continue;
            note_uses(log);
            noted = now;
        }
    });
}

void Accounts::look(Timestamp now, const Log& log) {
    try {
        if (const auto looked = authenticator_->refresh(now); !looked)
            log("accounts could not be read: " + looked.error().message);
    } catch (const std::exception& fault) {
        log(std::string("accounts could not be read: ") + fault.what());
    }
}

void Accounts::note_uses(const Log& log) {
    try {
        if (const auto noted = ports_.keys.note_use(authenticator_->take_uses()); !noted)
            log("the use of keys could not be noted: " + noted.error().message);
    } catch (const std::exception& fault) {
        log(std::string("the use of keys could not be noted: ") + fault.what());
    }
}

bool is_foreign(const std::filesystem::path& folder) {
    std::error_code fault;
    const auto holds = [&](const char* name) { return std::filesystem::exists(folder / name, fault); };
    return !std::filesystem::is_empty(folder, fault) && !fault && !holds(store_name) &&
           !holds(files::secret_file_name) && !holds(files::lock_name);
}

Error foreign_folder(const std::filesystem::path& folder) {
    return invalid_argument("No installation is in " + folder.string() +
                            ", which holds other files: name its data folder with --data-dir.");
}

Result<crypto::SecretKey> open_secret_key(const ServeConfig& config, LostSecret lost) {
    if (config.secret_key) return crypto::SecretKey(*config.secret_key);
    // The store first: its secret is made before it.
    std::error_code fault;
    const bool has_store = std::filesystem::exists(config.data_dir / store_name, fault);
    const auto known = files::read_secret(config.data_dir);
    if (!known) return known.error();
    if (*known) return crypto::SecretKey(**known);
    if (has_store && lost == LostSecret::refuse)
        return Error{ErrorCode::unprocessable,
                     "The secret of this installation is not there: put " +
                         (config.data_dir / files::secret_file_name).string() +
                         " (or INSIGHTFLOW_SECRET_KEY) back. Where it is lost, `insightflow signing-key "
                         "rotate --now` makes a new one.",
                     {}};
    const auto made = files::open_secret(config.data_dir, &crypto::random_bytes);
    if (!made) return made.error();
    return crypto::SecretKey(*made);
}

namespace {

struct CommandsAccounts {
    std::unique_ptr<sql::Store> store;
    std::unique_ptr<Accounts> accounts;
};

// A first signing key too, so that whoever comes next is held to the same secret.
Result<void> hold_to_secret(CommandsAccounts& opened, const crypto::SecretKey& secret) {
    if (const auto checked = check_secret(opened.store->access(), secret.unseal(signing_purpose), now());
        !checked)
        return checked.error();
    return ensure_signing_key(now(), opened.accounts->ports());
}

Result<cli::OpenedAccounts> open_accounts_of(const ServeConfig& config, LostSecret lost) {
    std::error_code fault;
    if (!std::filesystem::is_directory(config.data_dir, fault))
        return invalid_argument("There is no data folder at " + config.data_dir.string() +
                                ": name it with --data-dir, or start the server once.");
    if (is_foreign(config.data_dir)) return foreign_folder(config.data_dir);
    const auto secret = open_secret_key(config, lost);
    if (!secret) return secret.error();
    auto opened = std::make_shared<CommandsAccounts>();
    const KeyedHash audit_hash = secret->keyed_hash(audit_purpose);
    auto store = sql::open(config.data_dir / store_name, audit_hash, 1);
    if (!store) return store.error();
    opened->store = std::move(*store);
    opened->accounts = std::make_unique<Accounts>(*opened->store, *secret);
    if (lost == LostSecret::refuse)
        if (const auto held = hold_to_secret(*opened, *secret); !held) return held.error();
    const AccountPorts* ports = &opened->accounts->ports();
    const SourceSettingPorts source_settings{&opened->store->source_settings(),
                                             find_profile_named(profile_ports(*opened->store)), nullptr};
    return cli::OpenedAccounts{std::move(opened), ports, audit_hash, source_settings};
}

}  // namespace

cli::Attempt<cli::OpenedAccounts> open_accounts(const cli::AccountsPlace& place) {
    ConfigSources sources;
    sources.environment = environment_variables();
    if (!place.data_dir.empty()) sources.flags["data_dir"] = place.data_dir;
    if (!place.config_file.empty()) sources.file = place.config_file;
    const auto configuration = read_configuration(sources);
    if (!configuration) return failure_of(configuration.error());
    auto opened = open_accounts_of(configuration->values,
                                   place.replaces_secret ? LostSecret::replace : LostSecret::refuse);
    if (!opened) return cli::failure_of(opened.error());
    return std::move(*opened);
}

}  // namespace insightflow::app
