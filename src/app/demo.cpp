#include "app/demo.hpp"

#include "application/accounts/workspace_store.hpp"
#include "domain/money/exact.hpp"
#include "domain/simulation/campaigns.hpp"

namespace insightflow::app {
namespace {

std::string cents_text(std::int64_t cents) { return ExactNumber{cents, 2}.text(); }

std::string demo_csv() {
    std::string csv =
        "date,platform,account_id,account_name,campaign_id,campaign_name,impressions,clicks,cost,conversions,"
        "revenue,new_customers\n";
    for (const SimulatedRow& row : simulate_campaigns(demo_plan())) {
        csv += day_text(row.day) + ',' + row.platform + ',' + row.account_id + ',' + row.account_name + ',' +
               row.campaign_id + ',' + row.campaign_name + ',' + std::to_string(row.impressions) + ',' +
               std::to_string(row.clicks) + ',' + cents_text(row.cost_cents) + ',' +
               std::to_string(row.conversions) + ',' + cents_text(row.revenue_cents) + ',' +
               std::to_string(row.new_customers) + '\n';
    }
    return csv;
}

}  // namespace

Result<bool> load_demo(BatchAcceptor& acceptor, IntakeStore& intakes, Timestamp now) {
    const std::string source(demo_source);
    const auto known = intakes.list(default_workspace, source, {}, 1);
    if (!known) return known.error();
    if (!known->empty()) return false;
    const AuthorisedScope scope{default_workspace, Role::editor, "demo", ActorKind::system, {}, {}};
    IngestRequest request;
    request.content_type = "text/csv";
    request.options.source = source;
    request.options.currency = "USD";
    auto batch = acceptor.begin(scope, request, now);
    if (!batch) return batch.error();
    const std::string csv = demo_csv();
    if (const auto written = (*batch)->write(std::as_bytes(std::span(csv))); !written) return written.error();
    if (const auto accepted = (*batch)->finish(now); !accepted) return accepted.error();
    return true;
}

}  // namespace insightflow::app
