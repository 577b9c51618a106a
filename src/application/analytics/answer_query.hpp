// The use case behind every question: check, plan, run, derive. No step knows which face asked.
#pragma once

#include <stop_token>

#include "application/accounts/scope.hpp"
#include "application/analytics/summed_groups.hpp"
#include "domain/query/answer.hpp"
#include "domain/query/metric_query.hpp"

namespace insightflow {

// Errors: invalid_argument for a query that contradicts itself or has too many groups; those of
// summed_groups().
Result<QueryAnswer> answer_query(const MetricQuery& query, const AuthorisedScope& scope,
                                 const AnalyticsPorts& ports, std::stop_token stop);

// Adds what is known of the quality of the data that the plan touches, and what warn_of_overlaps() adds.
void warn_of_quality(QueryAnswer& answer, const FactsPlan& plan, const AnalyticsPorts& ports,
                     std::stop_token stop);

// Adds to the plan's answer what an analyst must know of sources that overlap in it, or that this could not
// be told: the numbers stand without it. What is told may be of a later commit than the numbers.
void warn_of_overlaps(QueryAnswer& answer, const FactsPlan& plan, AnalyticsStore& store,
                      std::stop_token stop);

}  // namespace insightflow
