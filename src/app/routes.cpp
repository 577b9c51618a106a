#include "app/routes.hpp"

#include "app/metrics_endpoint.hpp"
#include "app/version.hpp"
#include "http/api/analytics_roi.hpp"
#include "http/api/analytics_trends.hpp"
#include "http/api/batch_events.hpp"
#include "http/api/batches.hpp"
#include "http/api/campaign_insights.hpp"
#include "http/api/examples.hpp"
#include "http/api/fx.hpp"
#include "http/api/ingest.hpp"
#include "http/api/keys.hpp"
#include "http/api/preview.hpp"
#include "http/api/profiles.hpp"
#include "http/api/quality.hpp"
#include "http/api/setup_page.hpp"
#include "http/api/source_settings.hpp"
#include "http/api/users.hpp"
#include "http/api/workspace.hpp"

namespace insightflow::app {

http::Router make_router(const Services& services) {
    http::Router router;
    http::add_ingest(router, services.acceptor, services.clock);
    http::add_preview(router, services.previewer);
    http::add_profiles(router, services.profiles);
    http::add_batches(router, services.batches);
    http::add_batch_events(router, services.batches);
    http::add_analytics_roi(router, services.analytics, services.as_of);
    http::add_analytics_trends(router, services.analytics, services.today, services.as_of);
    http::add_campaign_insights(router, services.analytics, services.as_of);
    http::add_changes(router, services.changes);
    http::add_quality(router, services.quality);
    http::add_entities(router, services.listings);
    http::add_auth(router, services.auth);
    http::add_keys(router, services.accounts);
    http::add_users(router, services.accounts);
    http::add_workspace(router, services.accounts);
    http::add_fx(router, services.analytics.rates);
    http::add_source_settings(router, services.source_settings);
    http::add_audit(router, services.accounts);
    http::add_setup_page(router);
    http::add_probes(router, services.not_ready);
    if (services.metrics_permission) add_metrics(router, services.counted, *services.metrics_permission);
    http::add_documentation(router, document_info());
    return router;
}

http::DocumentInfo document_info() {
    return {.title = "InsightFlow",
            .version = std::string(version),
            .description =
                "Marketing data in, true KPIs out. Numbers are exact decimals; dates are YYYY-MM-DD and "
                "inclusive; an empty "
                "metric is null.",
            .tags = {{"Data", "Load ad data and see what became of every row."},
                     {"Analytics", "Ask for metrics."},
                     {"Accounts", "Who may do what: logins, API keys, members, settings, the audit log."},
                     {"Operations", "How the server is."}},
            .examples = embedded::api_examples()};
}

}  // namespace insightflow::app
