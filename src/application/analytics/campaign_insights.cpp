#include "application/analytics/campaign_insights.hpp"

#include "application/analytics/answer_query.hpp"
#include "domain/query/planner.hpp"

namespace insightflow {
namespace {

MetricQuery query_of(const CampaignQuestion& question) {
    MetricQuery query;
    for (const MetricDefinition& definition : metric_catalogue()) query.metrics.push_back(definition.metric);
    query.filters.push_back({KeyColumn::campaign_id, {question.campaign_id}});
    if (question.platform) query.filters.push_back({KeyColumn::platform, {*question.platform}});
    if (question.source) query.filters.push_back({KeyColumn::source, {*question.source}});
    query.range = question.range;
    query.as_of = question.as_of;
    return query;
}

// The question without its range, platform and source, asked only where these left nothing.
Result<bool> campaign_exists(const CampaignQuestion& question, const AuthorisedScope& scope,
                             const AnalyticsPorts& ports, std::stop_token stop) {
    MetricQuery query;
    query.metrics = {Metric::impressions};
    query.filters.push_back({KeyColumn::campaign_id, {question.campaign_id}});
    query.as_of = question.as_of;
    const auto found = answer_query(query, scope, ports, stop);
    if (!found) return found.error();
    return found->facts.rows > 0;
}

}  // namespace

Result<CampaignInsights> campaign_insights(const CampaignQuestion& question, const AuthorisedScope& scope,
                                           const AnalyticsPorts& ports, std::stop_token stop) {
    const MetricQuery query = query_of(question);
    if (const auto checked = check(query); !checked) return checked.error();
    MetricQuery listing = query;
    listing.dimensions = {Dimension::campaign};
    // One query, so that the total and the list are of one version of the data.
    const FactsPlan apart = plan(listing, scope.workspace);
    const auto summed = summed_groups(listing, apart, ports, stop);
    if (!summed) return summed.error();
    const auto& [groups, conversion] = *summed;
    if (groups.empty()) {
        const auto exists = campaign_exists(question, scope, ports, stop);
        if (!exists) return exists.error();
        if (!*exists) return not_found("There is no campaign with the id \"" + question.campaign_id + "\".");
    }
    const FactsPlan total = plan(query, scope.workspace);
    CampaignInsights insights{derive_answer(query, total, {merged(groups)}, conversion), {}};
    warn_of_quality(insights.answer, total, ports, stop);
    const QueryAnswer listed = derive_answer(listing, apart, groups);
    for (const AnswerRow& row : listed.rows) insights.campaigns.push_back(row.key);
    return insights;
}

}  // namespace insightflow
