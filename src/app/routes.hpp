// The table of routes of the product. The OpenAPI document is made from it.
#pragma once

#include <functional>
#include <optional>

#include "adapters/metrics/metrics.hpp"
#include "application/analytics/quality_board.hpp"
#include "application/analytics/summed_groups.hpp"
#include "application/analytics/trend_report.hpp"
#include "application/ingestion/accept_batch.hpp"
#include "application/ingestion/batches.hpp"
#include "application/ingestion/preview_batch.hpp"
#include "application/ingestion/profiles.hpp"
#include "application/ingestion/source_settings.hpp"
#include "http/api/auth.hpp"
#include "http/api/changes.hpp"
#include "http/api/entities.hpp"
#include "http/core/openapi.hpp"
#include "http/core/probes.hpp"
#include "http/core/router.hpp"

namespace insightflow::app {

// What the handlers work with. They look at it when a request comes, so that `insightflow openapi` can leave
// it empty.
struct Services {
    BatchAcceptor* acceptor = nullptr;
    BatchPreviewer* previewer = nullptr;
    const ProfilePorts* profiles = nullptr;
    const BatchPorts* batches = nullptr;
    AnalyticsPorts analytics{};
    const SourceSettingPorts* source_settings = nullptr;
    const AccountPorts* accounts = nullptr;
    const http::AuthPorts* auth = nullptr;
    std::function<Timestamp()> clock{};
    Today today{};
    AsOf as_of{};
    http::ListingServices listings{};
    http::ChangesServices changes{};
    QualityBoard* quality = nullptr;
    http::NotReady not_ready{};
    const metrics::Metrics* counted = nullptr;
    // What /metrics wants; empty: it is not here.
    std::optional<Permission> metrics_permission = Permission::none;
};

http::Router make_router(const Services& services);
http::DocumentInfo document_info();

}  // namespace insightflow::app
