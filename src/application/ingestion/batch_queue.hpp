// Where accepted batches go to be loaded, and what is known of them while they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "application/ingestion/intake_store.hpp"

namespace insightflow {

// Any thread calls it.
class BatchQueue {
public:
    virtual ~BatchQueue() = default;
    // Loads the batch some time later, lower acceptance numbers first. A batch that is already waiting is not
    // added again.
    virtual void enqueue(Intake intake) = 0;

    // Takes a batch that the intake store calls undone out of the line, or back out of the fact store where
    // it is applied, and tells: nothing, once that is so; else why it is not yet. It is tried until it is so,
    // also after a restart, and told once at most.
    using UndoTold = std::function<void(const Result<void>&)>;
    virtual void enqueue_undo(Intake intake, UndoTold told) = 0;

    // Batches that are not at their end yet.
    virtual std::size_t backlog() const = 0;
};

enum class LoadStage : std::uint8_t { reading, checking, staged, applying, waiting_to_retry };

struct LoadProgress {
    LoadStage stage = LoadStage::reading;
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_total = 0;
    std::int64_t rows_read = 0;
    friend bool operator==(const LoadProgress&, const LoadProgress&) = default;
};

// Any thread calls it.
class ProgressSource {
public:
    virtual ~ProgressSource() = default;
    // nullopt where no worker has the batch: it waits, or it is at its end.
    virtual std::optional<LoadProgress> progress(const BatchId& id) const = 0;
};

}  // namespace insightflow
