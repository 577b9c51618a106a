// Use case: take a batch back. One that is not applied yet never will be; one that is applied is undone in
// the fact store, by a commit of its own. The batch stays known, and what was shown before can still be asked
// for.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "application/accounts/audit.hpp"
#include "application/ingestion/batches.hpp"

namespace insightflow {

// An undo that is on record; the apply thread does it, after what it is doing now. Any thread calls
// everything here.
class PendingUndo {
public:
    // Calls wake once, as soon as it is known what became of the undo: from another thread, or at once. An
    // empty one takes the last one back: it is not called any more then.
    void when_told(std::function<void()> wake);
    void tell(const Result<void>& result);
    // Nothing before it was told: the first answer of the apply thread.
    std::optional<Result<void>> told() const;

private:
    mutable std::mutex mutex_{};
    std::optional<Result<void>> result_{};
    std::function<void()> wake_{};
};

// Errors: not_found where the workspace has no such batch; conflict where it is undone already or is being
// undone, or nothing of it counts.
Result<std::shared_ptr<PendingUndo>> begin_undo(const AuthorisedScope& scope, const BatchId& id,
                                                const Origin& origin, Timestamp now, BatchPorts ports);

// The batch as it is now: undone, or undoing where that takes longer. Errors: those of the fact store, where
// its first try did not succeed: the undo is on record all the same, and tried again.
Result<BatchView> look_at_undo(const AuthorisedScope& scope, const BatchId& id, const PendingUndo& undo,
                               BatchPorts ports);

}  // namespace insightflow
