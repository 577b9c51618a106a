// Use cases: the keys that sign access tokens.
#pragma once

#include "application/accounts/ports.hpp"

namespace insightflow {

// Errors: unprocessable, in words for the operator, where it was sealed with another secret.
Result<SigningKey> unsealed(const StoredSigningKey& stored, const Unseal& unseal);

// Whether the secret is the one that the store was written with. Where no key stands in it yet, any is.
// Errors: those of unsealed() and of the store.
Result<void> check_secret(AccessStore& store, const Unseal& unseal, Timestamp now);

// Makes the first one where there is none. Errors: those of the store.
Result<void> ensure_signing_key(Timestamp now, const AccountPorts& ports);

enum class Rotation : std::uint8_t {
    gentle,  // tokens in use are believed until they expire
    now,     // no token signed before is believed any more: everybody refreshes
};

// A new key signs from now on.
Result<void> rotate_signing_key(const AuthorisedScope& scope, Rotation rotation, Timestamp now,
                                const AccountPorts& ports);

}  // namespace insightflow
