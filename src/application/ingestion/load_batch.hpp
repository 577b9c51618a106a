// The first half of a batch's job: from the spooled body to checked facts that wait to be applied. Each step
// has a name in load_batch().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/profiles.hpp"
#include "application/ingestion/read_batch.hpp"
#include "application/ingestion/reject_files.hpp"
#include "application/ingestion/spool.hpp"
#include "application/ingestion/staged_batch.hpp"
#include "domain/ingestion/normalise_batch.hpp"

namespace insightflow {

struct LoadPorts {
    IntakeStore& intakes;
    Spool& spool;
    MakeReader make_reader;
    NormaliseText nfc;
    std::function<Timestamp()> clock;
    RejectFiles* reject_files = nullptr;  // null: none are written
    FindShelf shelf{};                    // empty: no profile is known
};

// The batch to be applied; or its end, rejected: its file cannot be read as a whole, it is refused as a
// whole, or no row was accepted.
using LoadedBatch = std::variant<StagedBatch, BatchEnd>;

// That the body is not there, or not what came: unprocessable. what: "is not there".
Error lost_body(const std::string& what);

// attempt: its number. The kept rejects are stored before the answer. Errors: lost_body(); deadline_exceeded
// where stopped; those of the reader that are not the file's fault; those of the store, conflict among them
// where the attempt is not the batch's last one any more.
Result<LoadedBatch> load_batch(const Intake& intake, std::int64_t attempt, LoadPorts& ports,
                               const ReportProgress& report, std::stop_token stop);

// The same from a kept body, which must be there, and nothing is stored: to build facts anew. Errors:
// invalid_argument and unprocessable where the batch would be rejected by now; those of the reader.
Result<StagedBatch> stage_again(const Intake& intake, LoadPorts& ports, std::stop_token stop);

// What the batch counts in a budget of memory: the bytes of its body; of one that may be packed nobody knows
// what it comes to, and the most counts.
std::uint64_t loading_bytes(BodyFormat format, std::uint64_t bytes);
inline std::uint64_t loading_bytes(const Intake& intake) {
    return loading_bytes(intake.format, intake.body.bytes);
}

// Of a batch that does not count.
RowOutcomes all_rejected(std::int64_t received);

// The end of such a batch.
BatchEnd rejected_as_a_whole(std::int64_t received, std::string reason);

}  // namespace insightflow
