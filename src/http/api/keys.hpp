// /api/v1/keys: the API keys of the caller's workspace.
#pragma once

#include "application/accounts/ports.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// ports is looked at when a request comes, and must outlive the router.
void add_keys(Router& router, const AccountPorts* ports);

}  // namespace insightflow::http
