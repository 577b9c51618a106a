// GET /campaign/{id}/insights: the figures of one campaign, in the envelope of the older system.
#pragma once

#include "application/analytics/as_of.hpp"
#include "application/analytics/summed_groups.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// The stores are looked at when a request comes, and must outlive the router.
void add_campaign_insights(Router& router, AnalyticsPorts ports, AsOf as_of);

}  // namespace insightflow::http
