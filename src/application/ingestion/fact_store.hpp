// Port: the store of facts, their history and the applied batches. See semantics of batches in
// docs/semantics.md.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "application/ingestion/staged_batch.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

// What time it is. A commit has the time at which it is made, not that at which it was asked for: who reads
// as of a time that is past must see the same for ever.
using Clock = std::function<Timestamp()>;

// One thread calls apply and undo; any thread calls the rest, at the same time too.
class FactStore {
public:
    virtual ~FactStore() = default;

    // Applies the batches in ONE transaction, in their order, and gives what became of each: dictionaries,
    // superseded rows to history, new rows in, applied_batch with its report. Each has a commit sequence of
    // its own. Those of one source have one shape; one that is complete for something is alone. Applying a
    // batch that is already applied, or was and is undone, changes nothing and gives the recorded answer
    // again. Acceptance numbers are each of one batch. Errors: unprocessable where a source has another shape
    // (both shapes are named in the message); storage_full; deadline_exceeded when stopped before the commit.
    // After an error nothing of any of them is visible.
    virtual Result<std::vector<AppliedBatch>> apply(std::span<const StagedBatch* const> batches,
                                                    const Clock& clock, std::stop_token stop) = 0;

    // A batch alone.
    Result<AppliedBatch> apply_one(const StagedBatch& batch, const Clock& clock, std::stop_token stop) {
        const StagedBatch* const only = &batch;
        auto applied = apply({&only, 1}, clock, std::move(stop));
        if (!applied) return applied.error();
        return std::move(applied->front());
    }

    // Takes an applied batch back in ONE transaction: afterwards what is shown, names among it, is what a
    // replay of all batches that are not undone would show, in the order of their precedence. Of what was
    // shown before nothing is lost. Gives the batch with its undo. Errors: not_found where the workspace has
    // no such batch applied; conflict where it is undone already; storage_full; deadline_exceeded as apply().
    virtual Result<AppliedBatch> undo(WorkspaceId workspace, const BatchId& id, const Clock& clock,
                                      std::stop_token stop) = 0;

    // What apply_one() would give for the batch as the newest one, and nothing is changed: rolled back. Any
    // thread; waits for a commit that is being made. Its id, acceptance and commit sequence mean nothing.
    // Errors: those of apply().
    virtual Result<AppliedBatch> rehearse(const StagedBatch& batch, std::stop_token stop) = 0;

    // The applied ones among the ids, undone or not, in any order. Ids of other workspaces are not found.
    virtual Result<std::vector<AppliedBatch>> applied(WorkspaceId workspace,
                                                      std::span<const BatchId> ids) = 0;

    // The shape that the source's batches fixed; none where none of them counts.
    virtual Result<std::optional<Shape>> shape_of(WorkspaceId workspace, const std::string& source) = 0;

    // Measures of the source's own that its batches ever carried; none of a source that is not there.
    virtual Result<std::vector<NamedMeasure>> own_measures_of(WorkspaceId workspace,
                                                              const std::string& source) = 0;

    // The highest acceptance number among the applied batches of all workspaces; 0 before the first. A ledger
    // of intakes that has not come that far is not the one that these facts belong to.
    virtual Result<std::int64_t> highest_acceptance() = 0;

    // The highest sequence of a commit of the workspace that was not after the time; 0 where there is none.
    // Waits for a commit that is being made.
    virtual Result<std::int64_t> commit_at(WorkspaceId workspace, Timestamp time) = 0;

    // The highest commit sequence, of a batch or an undo; 0 before the first. It is the version of the data.
    virtual Result<std::int64_t> last_commit_sequence() = 0;
};

}  // namespace insightflow
