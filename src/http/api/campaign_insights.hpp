// GET /campaign/{id}/insights: the figures of one campaign, in the envelope of the older system.
#pragma once

#include "application/analytics/analytics_store.hpp"
#include "application/analytics/as_of.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// store is looked at when a request comes, and must outlive the router.
void add_campaign_insights(Router& router, AnalyticsStore* store, AsOf as_of);

}  // namespace insightflow::http
