// What the use cases of accounts work with.
#pragma once

#include <functional>

#include "application/accounts/authenticate.hpp"
#include "application/accounts/key_store.hpp"
#include "application/accounts/passwords.hpp"
#include "application/accounts/session_store.hpp"
#include "application/accounts/user_store.hpp"
#include "application/accounts/workspace_store.hpp"

namespace insightflow {

struct AccountPorts {
    UserStore& users;
    SessionStore& sessions;
    KeyStore& keys;
    WorkspaceStore& workspaces;
    AuditLog& audit;
    AccessStore& access;
    RandomBytes random;
    HashText hash;
    EqualSecrets equal;
    Seal seal;
    KeyedHash refresh_mac;  // of refresh tokens
    Passwords& passwords;
    // Called after a change of who may do what, so that it holds at once in this process.
    std::function<void(Timestamp)> changed;
};

}  // namespace insightflow
