#include "http/core/probes.hpp"

namespace insightflow::http {
namespace {

struct HealthReply {
    static constexpr std::string_view schema_name = "Health";
    std::string status{};
    static constexpr auto fields() { return std::tuple{required("status", &HealthReply::status, "ok.")}; }
};

struct ReadinessReply {
    static constexpr std::string_view schema_name = "Readiness";
    std::string status{};
    std::optional<std::vector<std::string>> reasons{};
    static constexpr auto fields() {
        return std::tuple{required("status", &ReadinessReply::status, "ready or not_ready."),
                          omittable("reasons", &ReadinessReply::reasons, "Why it is not.")};
    }
};

EndpointDoc doc_of(std::string id, std::string summary, std::string description) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Operations",
            .permission = Permission::none,
            .is_limited = false};
}

Response readiness(const NotReady& not_ready, bool draining) {
    std::vector<std::string> reasons;
    if (not_ready) reasons = not_ready();
    if (draining) reasons.emplace_back("the server is shutting down");
    Response response{.headers = {no_store()}};
    ReadinessReply reply{.status = "ready"};
    if (!reasons.empty()) {
        response.status = 503;
        response.headers.emplace_back("Retry-After", "1");
        reply = {.status = "not_ready", .reasons = std::move(reasons)};
    }
    write_json(response.body, reply);
    return response;
}

}  // namespace

void add_probes(Router& router, NotReady not_ready) {
    router.raw_get<HealthReply>("/healthz",
                                doc_of("getHealth", "Is it alive", "200 for as long as the server answers."),
                                [](const Call&, const RequestParts&) -> Result<Response> {
                                    Response response{.headers = {no_store()}};
                                    write_json(response.body, HealthReply{.status = "ok"});
                                    return response;
                                });
    EndpointDoc doc =
        doc_of("getReadiness", "Should it get requests",
               "503 with its reasons while nobody owns the installation, after a failure, and from the "
               "beginning of a shutdown on.");
    doc.other_statuses = {503};
    router.raw_get<ReadinessReply>(
        "/readyz", std::move(doc),
        [not_ready = std::move(not_ready)](const Call& call, const RequestParts&) -> Result<Response> {
            return readiness(not_ready, call.draining);
        });
}

}  // namespace insightflow::http
