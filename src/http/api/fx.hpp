// /api/v1/fx: the workspace's reference rates.
#pragma once

#include "application/analytics/rate_store.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// store is looked at when a request comes, and must outlive the router.
void add_fx(Router& router, RateStore* store);

}  // namespace insightflow::http
