// From a checked query to a logical plan. Pure: it looks at no data. The ladder will be cube, then facts;
// facts is the one step so far.
#pragma once

#include <string_view>
#include <vector>

#include "domain/query/metric_query.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

FactsPlan plan(const MetricQuery& query, WorkspaceId workspace);

// What an answerer says of a plan whose groups are more than its groups_max.
Error too_many_groups(const FactsPlan& plan);

// Names of the answer's key columns, in the order of GroupSums::key: "date", "platform", "account_id",
// "campaign_id", "campaign_name".
std::vector<std::string_view> key_names(const FactsPlan& plan);

}  // namespace insightflow
