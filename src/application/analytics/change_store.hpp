// Port: tells what changed between two commits.
#pragma once

#include <stop_token>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/query/changes.hpp"

namespace insightflow {

// Any thread calls it, several at once.
class ChangeStore {
public:
    virtual ~ChangeStore() = default;

    // The cells whose sums or numbers of rows differ between the two commits, at most plan.cells_max, by day,
    // source, platform, account, campaign and currency (null last); causes in the order of commits. Errors:
    // deadline_exceeded when stopped.
    virtual Result<std::vector<ChangedCell>> changes(const ChangesPlan& plan, std::stop_token stop) = 0;
};

}  // namespace insightflow
