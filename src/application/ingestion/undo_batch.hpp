// Use case: take a batch back. One that is not applied yet never will be; one that is applied is undone in
// the fact store, by a commit of its own. The batch stays known, and what was shown before can still be asked
// for.
#pragma once

#include <stop_token>

#include "application/accounts/audit.hpp"
#include "application/ingestion/batches.hpp"

namespace insightflow {

// Answers when it is done. Errors: not_found where the workspace has no such batch; conflict where it is
// undone already or nothing of it counts; deadline_exceeded and those of the fact store, where it is not done
// yet: it is on record all the same, and done as soon as it can be.
Result<BatchView> undo_batch(const AuthorisedScope& scope, const BatchId& id, const Origin& origin,
                             Timestamp now, BatchPorts ports, std::stop_token stop);

}  // namespace insightflow
