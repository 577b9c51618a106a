// Use case: the facts built anew from the kept bodies, or from a copy of earlier facts and the bodies of what
// came after it. Every commit is done again in its order and at its
// time, undos and what they took back too, so that what is shown, and what was shown after any commit, is the
// same again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "application/ingestion/fact_inspector.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/load_batch.hpp"

namespace insightflow {

struct RebuildStep {
    bool is_undo = false;
    WorkspaceId workspace{};
    BatchId batch_id{};
    Timestamp at{};
    std::int64_t acceptance = 0;
    std::int64_t commit_sequence = 0;  // 0: not known
    friend bool operator==(const RebuildStep&, const RebuildStep&) = default;
};

// The commits of the facts that there were. What is in the ledger and not among them, a start applies.
std::vector<RebuildStep> steps_of(const std::vector<CommittedBatch>& commits);

// Where those cannot be read: what the ledger knows of batches that are done and undone, by the time at which
// they were. A batch that was taken back counts until then, from its end on where the ledger knows that, else
// from its arrival on.
// Errors: those of the store.
Result<std::vector<RebuildStep>> steps_of(IntakeStore& intakes);

// What is left to do where the facts begin as a copy of earlier ones, which hold these commits. Errors:
// conflict where one of these is none of the steps: the copy is of another history.
Result<std::vector<RebuildStep>> steps_after(const std::vector<CommittedBatch>& copied,
                                             std::vector<RebuildStep> steps);

struct RebuildFault {
    BatchId batch_id{};
    std::string why{};  // to stand behind "batch X": "has no body any more"
    friend bool operator==(const RebuildFault&, const RebuildFault&) = default;
};

struct Rebuilt {
    std::int64_t applied = 0;
    std::int64_t undone = 0;
    // The first commit that has another number than it had; then cursors and numbers that somebody noted are
    // of other commits, while a batch or a time still lead to the right one.
    std::optional<std::int64_t> renumbered_from{};
    std::vector<RebuildFault> faults{};  // batches that are left out
};

// done: how many of the steps. Errors: storage_full and others that are no batch's fault; what was built then
// is of no use.
Result<Rebuilt> rebuild(const std::vector<RebuildStep>& steps, LoadPorts& ports, FactStore& facts,
                        const std::function<void(std::size_t done)>& progress);

}  // namespace insightflow
