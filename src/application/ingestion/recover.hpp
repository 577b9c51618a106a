// Use case at a start: brings the intake store, the fact store and the spool to one truth after whatever
// ended the last run. What the fact store has lost is loaded again one by one, in the order in which it was
// taken in, so that every batch has the outcomes that it had.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/spool.hpp"

namespace insightflow {

struct RecoverPorts {
    IntakeStore& intakes;
    FactStore& facts;
    Spool& spool;
    BatchQueue& queue;
    std::function<void(const std::string&)> log;
};

struct Recovery {
    std::size_t bodies_removed = 0;  // older ones that no intake knows: a run ended before their 202
    std::size_t finished = 0;        // applied, but not marked so
    std::size_t replayed = 0;        // marked as applied, but the fact store lost them
    std::size_t failed = 0;          // bodies that are gone
    std::size_t undone = 0;          // to be undone, which the fact store has not done
    std::size_t queued = 0;          // all that wait now, the replayed ones among them
    friend bool operator==(const Recovery&, const Recovery&) = default;
};

// Called before the server takes requests and before the runner starts. May be interrupted and called again.
// Errors: damaged, and nothing is touched, where the intake store is older than the facts; those of the
// ports.
Result<Recovery> recover(RecoverPorts ports, Timestamp now);

// Called while the server works, after the fact store was opened again: only what it has lost is done once
// more, batches as well as undos; the rest is under way. May be interrupted and called again. Errors: those
// of the ports.
Result<Recovery> recover_running(RecoverPorts ports, Timestamp now);

}  // namespace insightflow
