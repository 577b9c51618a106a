#include "application/analytics/campaign_insights.hpp"

namespace insightflow {

Result<CampaignInsights> campaign_insights(const CampaignQuestion& question, const AuthorisedScope& scope,
                                           AnalyticsStore& store, std::stop_token stop) {
    MetricQuery query;
    for (const MetricDefinition& definition : metric_catalogue()) query.metrics.push_back(definition.metric);
    query.filters.push_back({KeyColumn::campaign_id, {question.campaign_id}});

    MetricQuery listing = query;
    listing.dimensions = {Dimension::campaign};
    const auto exists = answer_query(listing, scope, store, stop);
    if (!exists) return exists.error();
    if (exists->rows.empty())
        return not_found("There is no campaign with the id \"" + question.campaign_id + "\".");

    if (question.platform) query.filters.push_back({KeyColumn::platform, {*question.platform}});
    query.range = question.range;
    auto total = answer_query(query, scope, store, stop);
    if (!total) return total.error();
    listing.filters = query.filters;
    listing.range = query.range;
    const auto listed = answer_query(listing, scope, store, stop);
    if (!listed) return listed.error();

    CampaignInsights insights{std::move(*total), {}};
    for (const AnswerRow& row : listed->rows) insights.campaigns.push_back(row.key);
    return insights;
}

}  // namespace insightflow
