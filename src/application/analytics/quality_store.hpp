// Port: sums up what the quality of data is judged by.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"
#include "domain/quality/quality_figures.hpp"

namespace insightflow {

// The last commit of a workspace, of a batch or an undo: the version of its data.
struct WorkspaceVersion {
    WorkspaceId workspace{};
    std::int64_t commit_sequence = 0;
    friend bool operator==(const WorkspaceVersion&, const WorkspaceVersion&) = default;
};

// Any thread calls it, several at once.
class QualityStore {
public:
    virtual ~QualityStore() = default;

    // All that is shown now, of one commit, of days up to until, within the limits of quality_figures.hpp:
    // one pass over the workspace's rows. Batches are those that are applied and not undone. Errors:
    // deadline_exceeded when stopped.
    virtual Result<QualityFigures> figures(WorkspaceId workspace, Day until, std::stop_token stop) = 0;

    // Of every workspace with a commit, newest first. Errors: deadline_exceeded when stopped.
    virtual Result<std::vector<WorkspaceVersion>> versions(std::stop_token stop) = 0;
};

}  // namespace insightflow
