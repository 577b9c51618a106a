// Use cases: what became of batches. A batch's status is derived: the fact store alone says whether
// it counts. A batch is loading from its first attempt to its end, also while no worker has it: while it
// waits for its next try, or after a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/accounts/audit.hpp"
#include "application/accounts/scope.hpp"
#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/reject_files.hpp"

namespace insightflow {

// undoing: taken back, and the fact store has not done it yet. undo_failed: it could not, and will not by
// itself: the batch still counts.
enum class BatchStatus : std::uint8_t {
    queued,
    loading,
    applied,
    rejected,
    failed,
    undoing,
    undone,
    undo_failed
};

constexpr std::string_view name_of(BatchStatus status) {
    switch (status) {
        case BatchStatus::queued: return "queued";
        case BatchStatus::loading: return "loading";
        case BatchStatus::applied: return "applied";
        case BatchStatus::rejected: return "rejected";
        case BatchStatus::failed: return "failed";
        case BatchStatus::undoing: return "undoing";
        case BatchStatus::undone: return "undone";
        case BatchStatus::undo_failed: break;
    }
    return "undo_failed";
}

constexpr std::string_view name_of(LoadStage stage) {
    switch (stage) {
        case LoadStage::reading: return "reading";
        case LoadStage::checking: return "checking";
        case LoadStage::staged: return "staged";
        case LoadStage::applying: return "applying";
        case LoadStage::waiting_to_retry: return "waiting_to_retry";
    }
    return "reading";
}

struct BatchView {
    Intake intake{};
    BatchStatus status = BatchStatus::queued;
    RowOutcomes outcomes{};                  // all 0 until the batch is at its end
    std::optional<AppliedBatch> applied{};   // where the fact store has it, undone or not
    std::optional<LoadProgress> progress{};  // only where status is loading and a worker has it
};

struct BatchPorts {
    IntakeStore& intakes;
    FactStore& facts;
    const ProgressSource& progress;
    BatchQueue& queue;
    RejectFiles* reject_files = nullptr;  // null: there are none
};

inline constexpr std::size_t batches_page_max = 200;
// What is looked through for a page of one status.
inline constexpr std::size_t batches_looked_at_max = 2000;
inline constexpr std::size_t rejects_page_max = 1000;

// not_found where the workspace has no such batch.
Result<BatchView> get_batch(const AuthorisedScope& scope, const BatchId& id, BatchPorts ports);

struct BatchListRequest {
    std::optional<std::string> source{};
    std::optional<BatchStatus> status{};
    std::optional<std::int64_t> before{};  // `next` of the page before
    std::size_t limit = 50;                // at most batches_page_max
};

// Newest first. next: what `before` has to be for the page after; nullopt on the last one. A page of one
// status may hold fewer than the limit, or none, and not be the last.
struct BatchPage {
    std::vector<BatchView> batches{};
    std::optional<std::int64_t> next{};
};

Result<BatchPage> list_batches(const AuthorisedScope& scope, const BatchListRequest& request,
                               BatchPorts ports);

// Tries a batch again that failed or was rejected, with its own acceptance number. Rejected ones too: what
// was in their way may be gone, as a source's shape is after an undo. Errors: not_found where the workspace
// has no such batch; conflict where it is in another state.
Result<BatchView> retry_batch(const AuthorisedScope& scope, const BatchId& id, const Origin& origin,
                              Timestamp now, BatchPorts ports);

struct RejectListRequest {
    std::uint64_t after_row = 0;  // `next` of the page before
    std::size_t limit = 100;      // at most rejects_page_max
};

// By row number. Only rejects_kept_max of a batch are kept; outcomes.rejected of the batch counts all.
struct RejectPage {
    std::vector<Reject> rejects{};
    std::optional<std::uint64_t> next{};
};

// not_found where the workspace has no such batch.
Result<RejectPage> list_rejects(const AuthorisedScope& scope, const BatchId& id,
                                const RejectListRequest& request, IntakeStore& intakes);

// All rejected rows of a batch, up to reject_file_bytes_max of them. not_found where the workspace has no
// such batch.
Result<std::unique_ptr<RejectReader>> read_rejects(const AuthorisedScope& scope, const BatchId& id,
                                                   BatchPorts ports);

}  // namespace insightflow
