// Port: looks into a fact store as a whole, over all workspaces, to verify it or to build it anew. Not to
// serve from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "application/ingestion/staged_batch.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

// Without days, totals, warnings and unknown columns, also of its undo.
struct CommittedBatch {
    WorkspaceId workspace{};
    AppliedBatch batch{};
    friend bool operator==(const CommittedBatch&, const CommittedBatch&) = default;
};

// What a source shows in one currency, and how many versions of rows it keeps, in words that are equal where
// the numbers are.
struct SourceTotals {
    WorkspaceId workspace{};
    std::string source{};
    std::string currency{};
    std::string sums{};
    friend auto operator<=>(const SourceTotals&, const SourceTotals&) = default;
};

class FactInspector {
public:
    virtual ~FactInspector() = default;

    // Reads every block, and says in words what contradicts itself; empty where nothing does. Errors:
    // internal where something cannot be read.
    virtual Result<std::vector<std::string>> contradictions() = 0;

    // By commit sequence.
    virtual Result<std::vector<CommittedBatch>> commits() = 0;

    // In order.
    virtual Result<std::vector<SourceTotals>> totals() = 0;
};

}  // namespace insightflow
