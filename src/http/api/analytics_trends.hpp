// GET /api/v1/analytics/trends: metrics over time, one row per bucket and group.
#pragma once

#include "application/analytics/as_of.hpp"
#include "application/analytics/trend_report.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

void add_analytics_trends(Router& router, AnalyticsPorts ports, Today today, AsOf as_of);

}  // namespace insightflow::http
