#include "app/accounts.hpp"

#include <condition_variable>
#include <mutex>

#include "adapters/files/secret_file.hpp"
#include "adapters/jwt/access_tokens.hpp"
#include "app/configuration.hpp"
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

void Accounts::watch(std::function<Timestamp()> clock, std::function<void(const std::string&)> log) {
    watcher_ = std::jthread([this, clock = std::move(clock), log = std::move(log)](std::stop_token stop) {
        std::mutex mutex;
        std::condition_variable_any changed;
        Timestamp noted = clock();
        const auto note_uses = [&](Timestamp now) {
            noted = now;
            if (const auto done = ports_.keys.note_use(authenticator_->take_uses()); !done)
                log("the use of keys could not be noted: " + done.error().message);
        };
        while (!stop.stop_requested()) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, stop, access_look_every, [] { return false; });
            try {
                const Timestamp now = clock();
                if (const auto looked = authenticator_->refresh(now); !looked)
                    log("accounts could not be read: " + looked.error().message);
                if (now - noted >= uses_noted_every || now < noted || stop.stop_requested()) note_uses(now);
            } catch (const std::exception& fault) {
                log(std::string("accounts could not be read: ") + fault.what());
            }
        }
    });
}

Result<crypto::SecretKey> open_secret_key(const ServeConfig& config) {
    if (config.secret_key) return crypto::SecretKey(*config.secret_key);
    const auto secret = files::open_secret(config.data_dir, &crypto::random_bytes);
    if (!secret) return secret.error();
    return crypto::SecretKey(*secret);
}

Result<cli::OpenedAccounts> open_accounts(const std::string& data_dir) {
    ConfigSources sources;
    sources.environment = environment_variables();
    if (!data_dir.empty()) sources.flags["data_dir"] = data_dir;
    const auto configuration = read_configuration(sources);
    if (!configuration) return configuration.error();
    const ServeConfig& config = configuration->values;
    const std::filesystem::path& folder = config.data_dir;
    std::error_code fault;
    if (!std::filesystem::is_directory(folder, fault))
        return invalid_argument("There is no data folder at " + folder.string() +
                                ": name it with --data-dir, or start the server once.");
    const auto secret = open_secret_key(config);
    if (!secret) return secret.error();
    struct Opened {
        std::unique_ptr<sql::Store> store;
        std::unique_ptr<Accounts> accounts;
    };
    auto opened = std::make_shared<Opened>();
    const KeyedHash audit_hash = secret->keyed_hash(audit_purpose);
    auto store = sql::open(folder / store_name, audit_hash, 1);
    if (!store) return store.error();
    opened->store = std::move(*store);
    opened->accounts = std::make_unique<Accounts>(*opened->store, *secret);
    const AccountPorts* ports = &opened->accounts->ports();
    return cli::OpenedAccounts{std::move(opened), ports, audit_hash};
}

}  // namespace insightflow::app
