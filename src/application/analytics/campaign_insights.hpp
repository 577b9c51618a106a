// The figures of one campaign id: all campaigns of that id (an id may exist on several platforms or accounts)
// summed, and listed.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "application/analytics/answer_query.hpp"

namespace insightflow {

struct CampaignQuestion {
    std::string campaign_id{};
    std::optional<std::string> platform{};  // normalised
    std::optional<std::string> source{};
    DayRange range{};
    std::optional<std::int64_t> as_of{};
};

// answer has one row over all of them, with every metric of the catalogue; campaigns has a key row (platform,
// account_id, campaign_id, campaign_name) for each campaign with rows in the range.
struct CampaignInsights {
    QueryAnswer answer{};
    std::vector<std::vector<std::optional<std::string>>> campaigns{};
};

// not_found where the workspace has no campaign of that id at all; a campaign without rows in the range has
// null metrics.
Result<CampaignInsights> campaign_insights(const CampaignQuestion& question, const AuthorisedScope& scope,
                                           const AnalyticsPorts& ports, std::stop_token stop);

}  // namespace insightflow
