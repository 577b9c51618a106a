// /api/v1/auth/*: logging in, going on, logging out, setting up; and GET /api/v1/me, PUT /api/v1/me/password.
#pragma once

#include "application/accounts/sessions.hpp"
#include "application/accounts/setup.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

struct AuthPorts {
    const AccountPorts& accounts;
    LoginThrottle& throttle;
    SetupDoor& setup;
    SignClaims sign;
};

// ports is looked at when a request comes, and must outlive the router.
void add_auth(Router& router, const AuthPorts* ports);

}  // namespace insightflow::http
