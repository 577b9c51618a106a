// Port: answers a logical plan from the facts.
#pragma once

#include <stop_token>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/metrics/part_sums.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

// Any thread calls it, several at once.
class AnalyticsStore {
public:
    virtual ~AnalyticsStore() = default;

    // The plan's groups with exact sums, as of one commit. Errors: deadline_exceeded when stopped (the engine
    // is interrupted); invalid_argument when there are more groups than plan.groups_max.
    virtual Result<std::vector<GroupSums>> run(const FactsPlan& plan, std::stop_token stop) = 0;

    // Accounts of which, among the plan's rows, several sources have rows for the same days: what both report
    // is counted twice. Null equals null; by platform and account (null last), at most overlaps_max. Errors:
    // deadline_exceeded.
    virtual Result<std::vector<SourceOverlap>> overlaps(const FactsPlan& plan, std::stop_token stop) = 0;
};

}  // namespace insightflow
