// Use cases: what became of batches. A batch's status is derived: the fact store alone says whether
// it counts. A batch is loading from its first attempt to its end, also while no worker has it: while it
// waits for its next try, or after a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/accounts/scope.hpp"
#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/intake_store.hpp"

namespace insightflow {

// undoing: taken back, and the fact store has not done it yet.
enum class BatchStatus : std::uint8_t { queued, loading, applied, rejected, failed, undoing, undone };

constexpr std::string_view name_of(BatchStatus status) {
    switch (status) {
        case BatchStatus::queued: return "queued";
        case BatchStatus::loading: return "loading";
        case BatchStatus::applied: return "applied";
        case BatchStatus::rejected: return "rejected";
        case BatchStatus::failed: return "failed";
        case BatchStatus::undoing: return "undoing";
        case BatchStatus::undone: break;
    }
    return "undone";
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
};

inline constexpr std::size_t batches_page_max = 200;
inline constexpr std::size_t rejects_page_max = 1000;

// not_found where the workspace has no such batch.
Result<BatchView> get_batch(const AuthorisedScope& scope, const BatchId& id, BatchPorts ports);

struct BatchListRequest {
    std::optional<std::string> source{};
    std::optional<std::int64_t> before{};  // `next` of the page before
    std::size_t limit = 50;                // at most batches_page_max
};

// Newest first. next: what `before` has to be for the page after; nullopt on the last one.
struct BatchPage {
    std::vector<BatchView> batches{};
    std::optional<std::int64_t> next{};
};

Result<BatchPage> list_batches(const AuthorisedScope& scope, const BatchListRequest& request,
                               BatchPorts ports);

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

}  // namespace insightflow
