// Series: the groups of a plan whose first key column is the day, with no bucket of the range missing.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/metrics/part_sums.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

// A group is known by the plan's key columns after the day; each has one entry per bucket of the plan's days,
// in which both ends are set. A bucket without rows carries no part: its metrics are null, never 0. A plan of
// the day alone is one group, also over no rows. Names may differ from day to day, where several sources give
// them: each group gets the greatest. Errors: invalid_argument where that makes more than groups_max entries.
Result<std::vector<GroupSums>> with_every_bucket(std::vector<GroupSums> groups, const FactsPlan& plan);

}  // namespace insightflow
