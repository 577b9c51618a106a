// The first half of a batch's job: from the spooled body to checked facts that wait to be applied. Each step
// has a name in load_batch().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/batch_reader.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/spool.hpp"
#include "application/ingestion/staged_batch.hpp"
#include "domain/ingestion/normalise_batch.hpp"

namespace insightflow {

// A reader of its own for each batch, so that readers need no locks.
using MakeReader = std::function<std::unique_ptr<BatchReader>(BodyFormat)>;
using ReportProgress = std::function<void(const LoadProgress&)>;

struct LoadPorts {
    IntakeStore& intakes;
    Spool& spool;
    MakeReader make_reader;
    NormaliseText nfc;
    std::function<Timestamp()> clock;
};

// The batch to be applied; nullopt where it is at its end, rejected: its file cannot be read as a whole, it
// is refused as a whole, or no row was accepted. The kept rejects are stored before either answer. Errors:
// deadline_exceeded where stopped; those of the reader that are not the file's fault; those of the store.
Result<std::optional<StagedBatch>> load_batch(const Intake& intake, LoadPorts& ports,
                                              const ReportProgress& report, std::stop_token stop);

// The end of a batch that does not count: all received rows are rejected.
Result<void> finish_rejected(IntakeStore& intakes, const BatchId& id, std::int64_t received,
                             const std::string& reason, Timestamp now);

}  // namespace insightflow
