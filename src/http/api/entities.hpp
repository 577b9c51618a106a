// GET /api/v1/campaigns, /ad-groups, /ads and /sources: what the workspace has data of.
#pragma once

#include "application/analytics/as_of.hpp"
#include "application/analytics/list_entities.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// What the listings work with; looked at when a request comes.
struct ListingServices {
    EntityStore* entities = nullptr;
    AnalyticsStore* analytics = nullptr;
    KeyedHash keyed_hash{};  // keyed with the installation's secret
    AsOf as_of{};
};

void add_entities(Router& router, ListingServices services);

}  // namespace insightflow::http
