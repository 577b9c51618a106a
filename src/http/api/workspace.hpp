// /api/v1/workspace: the settings of the caller's workspace. /api/v1/audit: what was done in it.
#pragma once

#include "application/accounts/ports.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// ports is looked at when a request comes, and must outlive the router.
void add_workspace(Router& router, const AccountPorts* ports);
void add_audit(Router& router, const AccountPorts* ports);

}  // namespace insightflow::http
