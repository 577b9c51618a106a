// What every question is summed from: the facts, and the rates where the workspace has a reporting currency.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "application/analytics/analytics_store.hpp"
#include "application/analytics/rate_store.hpp"
#include "domain/quality/finding.hpp"
#include "domain/query/convert.hpp"

namespace insightflow {

// What a workspace's answers are converted into; nothing: they are not.
using ReportingCurrency = std::function<std::optional<std::string>(WorkspaceId)>;

// What is known of the quality of a workspace's data as it is now: null where nobody has looked yet.
using FindingsKnown = std::function<std::shared_ptr<const std::vector<QualityFinding>>(WorkspaceId)>;

// The stores are looked at when a question comes. Without rates nothing is converted.
struct AnalyticsPorts {
    AnalyticsStore* facts = nullptr;
    RateStore* rates = nullptr;
    ReportingCurrency reporting_currency{};
    FindingsKnown quality_findings{};
};

struct SummedGroups {
    std::vector<GroupSums> groups{};
    std::optional<Conversion> conversion{};  // where money is converted
};

// The groups of the plan, which is the query's. Rates are those of now, whatever commit the plan is as of.
// Errors: those of AnalyticsStore::run and of the store of rates.
Result<SummedGroups> summed_groups(const MetricQuery& query, const FactsPlan& plan,
                                   const AnalyticsPorts& ports, std::stop_token stop);

}  // namespace insightflow
