// GET /api/v1/analytics/roi: the catalogue's metrics over everything or by group.
#pragma once

#include "application/analytics/as_of.hpp"
#include "application/analytics/summed_groups.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// The stores are looked at when a request comes, and must outlive the router.
void add_analytics_roi(Router& router, AnalyticsPorts ports, AsOf as_of);

}  // namespace insightflow::http
