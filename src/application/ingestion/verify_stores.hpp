// Use case: whether the ledger of intakes, the facts and the spool tell one story. Nothing is changed.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "application/ingestion/fact_inspector.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/spool.hpp"

namespace insightflow {

enum class StoreFault : std::uint8_t {
    lost,               // done, and the facts do not have it
    not_undone,         // taken back, and the facts show it
    undone_unasked,     // undone in the facts, and nobody took it back
    unknown,            // in the facts, and the ledger has no such batch
    counts,             // its rows do not add up, or are counted otherwise in the facts
    body_missing,       // it counts, and is not in the spool
    body_damaged,       // it counts, and is not what came
    waiting_body_gone,  // it waits to be applied, and its body is missing or damaged
};

struct StoresVerdict {
    std::int64_t intakes = 0;
    std::int64_t waiting = 0;  // to be applied
    std::int64_t bodies = 0;   // that are there and as they came
    std::map<StoreFault, std::vector<BatchId>> faults{};
};

// Reads every body. commits: null where the facts cannot be read; then nothing is compared with them. No
// batch is being loaded meanwhile. Errors: those of the stores.
Result<StoresVerdict> verify_stores(IntakeStore& intakes, Spool& spool,
                                    const std::vector<CommittedBatch>* commits);

}  // namespace insightflow
