#include "application/accounts/signing_keys.hpp"

namespace insightflow {
namespace {

constexpr std::size_t secret_bytes = 32;

Result<void> add_key(const AuthorisedScope& scope, Timestamp others_believed_until, Timestamp now,
                     const AccountPorts& ports) {
    std::string secret(secret_bytes, '\0');
    ports.random(std::as_writable_bytes(std::span(secret)));
    StoredSigningKey key;
    key.id = new_ulid(ports.random, now);
    key.sealed = ports.seal(secret);
    key.created_at = now;
    AuditEvent event = audit_event(scope, {}, now, "signing_key.rotate", "signing_key:" + key.id);
    event.workspace.reset();
    const auto added = ports.access.add_signing_key(key, others_believed_until, event);
    if (added) ports.changed(now);
    return added;
}

}  // namespace

Result<SigningKey> unsealed(const StoredSigningKey& stored, const Unseal& unseal) {
    auto secret = unseal(stored.sealed);
    if (secret) return SigningKey{stored.id, std::move(*secret)};
    return Error{ErrorCode::unprocessable,
                 "The keys that sign access tokens were sealed with another secret: put secret.key (or "
                 "INSIGHTFLOW_SECRET_KEY) back. Where it is lost, `insightflow signing-key rotate --now` "
                 "makes a new one.",
                 {}};
}

Result<void> check_secret(AccessStore& store, const Unseal& unseal, Timestamp now) {
    const auto records = store.read(now, now);
    if (!records) return records.error();
    for (const StoredSigningKey& stored : records->signing_keys)
        if (const auto opened = unsealed(stored, unseal); !opened) return opened.error();
    return {};
}

Result<void> ensure_signing_key(Timestamp now, const AccountPorts& ports) {
    const auto records = ports.access.read(now, now);
    if (!records) return records.error();
    if (!records->signing_keys.empty()) return {};
    AuthorisedScope server;
    server.actor = ActorKind::system;
    return add_key(server, now, now, ports);
}

Result<void> rotate_signing_key(const AuthorisedScope& scope, Rotation rotation, Timestamp now,
                                const AccountPorts& ports) {
    const Timestamp until = rotation == Rotation::now ? now : now + access_token_life + clock_leeway;
    return add_key(scope, until, now, ports);
}

}  // namespace insightflow
