// A queue that only says what it was given.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "application/ingestion/batch_queue.hpp"

namespace insightflow::testing {

class FakeQueue final : public BatchQueue {
public:
    std::vector<Intake> queued{};
    std::size_t backlog_now = 0;
    void enqueue(Intake intake) override {
        const std::lock_guard lock(mutex_);
        queued.push_back(std::move(intake));
    }
    std::size_t backlog() const override { return backlog_now; }

    std::vector<Intake> undos{};
    std::optional<Result<void>> undo_answer{Result<void>{}};  // told at once; not at all where absent
    void enqueue_undo(Intake intake, UndoTold told) override {
        undos.push_back(std::move(intake));
        if (told && undo_answer) told(*undo_answer);
    }

private:
    std::mutex mutex_{};
};

}  // namespace insightflow::testing
