// GET /api/v1/analytics/roi: the catalogue's metrics over everything or by group.
#pragma once

#include "application/analytics/analytics_store.hpp"
#include "application/analytics/as_of.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// store is looked at when a request comes, and must outlive the router.
void add_analytics_roi(Router& router, AnalyticsStore* store, AsOf as_of);

}  // namespace insightflow::http
