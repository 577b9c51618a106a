#include "app/metrics_endpoint.hpp"

#include "app/logging.hpp"
#include "http/core/probes.hpp"

namespace insightflow::app {
namespace {

http::ServerConfig config_for(const ListenAddress& listen) {
    http::ServerConfig config;
    config.address = listen.address;
    config.port = listen.port;
    config.io_threads = 1;
    config.pool_threads = 1;
    return config;
}

http::Router router_for(const metrics::Metrics& counted) {
    http::Router router;
    add_metrics(router, &counted, Permission::none);
    http::add_probes(router, {});
    return router;
}

http::ServerHooks listener_hooks() {
    http::ServerHooks hooks;
    hooks.authenticate = [](std::string_view) -> Result<AuthorisedScope> {
        return Error{ErrorCode::unauthenticated, "Only /metrics is served here.", {}};
    };
    hooks.log_fault = &log_internal_fault;
    return hooks;
}

}  // namespace

void add_metrics(http::Router& router, const metrics::Metrics* counted, Permission permission) {
    http::EndpointDoc doc{.operation_id = "getMetrics",
                          .summary = "What the server counts",
                          .description =
                              "In the text format of Prometheus. Where the server is started with "
                              "a token for it, that token is needed; a listener of its own may "
                              "have it instead.",
                          .tag = "Operations",
                          .permission = permission};
    doc.reply_type = metrics::content_type;
    router.raw_get<std::string>(
        "/metrics", std::move(doc),
        [counted](const http::Call&, const http::RequestParts&) -> Result<http::Response> {
            http::Response response;
            response.content_type = metrics::content_type;
            response.headers.push_back(http::no_store());
            response.body = counted->text();
            return response;
        });
}

MetricsListener::MetricsListener(const ListenAddress& listen, const metrics::Metrics& counted)
    : server_(config_for(listen), router_for(counted), listener_hooks()) {}

MetricsListener::~MetricsListener() {
    if (!thread_.joinable()) return;
    server_.request_stop();
    thread_.join();
}

Result<void> MetricsListener::start() {
    if (auto bound = server_.bind(); !bound) return bound;
    thread_ = std::thread([this] { server_.run(); });
    return {};
}

}  // namespace insightflow::app
