// A fact store in memory, with faults on demand. It keeps its content when the use cases above it are thrown
// away, as a disk does when the process ends.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "application/ingestion/fact_store.hpp"
#include "unit/application/ingestion/faults.hpp"

namespace insightflow::testing {

class FakeFactStore final : public FactStore {
public:
    FaultHook hook = [](const std::string&) {};
    // Asked before each apply; an error is the answer, and nothing is applied.
    std::function<std::optional<Error>(const StagedBatch&)> refuse = [](const StagedBatch&) {
        return std::nullopt;
    };

    Result<std::vector<AppliedBatch>> apply(std::span<const StagedBatch* const> batches, const Clock& clock,
                                            std::stop_token) override {
        hook("apply");
        for (const StagedBatch* batch : batches)
            if (auto error = refuse(*batch)) return *error;
        std::vector<AppliedBatch> answers;
        for (const StagedBatch* batch : batches) answers.push_back(apply_now(*batch, clock()));
        groups.push_back(batches.size());
        hook("applied");
        return answers;
    }

    std::vector<std::size_t> groups{};  // how many batches each transaction had

    AppliedBatch apply_now(const StagedBatch& batch, Timestamp now) {
        const std::lock_guard lock(mutex_);
        const auto known = applied_.find(batch.batch_id);
        if (known != applied_.end()) return known->second;
        AppliedBatch applied;
        applied.batch_id = batch.batch_id;
        applied.acceptance = batch.acceptance;
        applied.commit_sequence = ++sequence_;
        applied.applied_at = now;
        applied.outcomes = batch.outcomes;
        applied.outcomes.added = applied.outcomes.accepted - applied.outcomes.folded;
        applied.warnings = batch.warnings;
        applied_[batch.batch_id] = applied;
        order_.push_back(batch.batch_id);
        return applied;
    }

    Result<AppliedBatch> rehearse(const StagedBatch& batch, std::stop_token) override {
        if (auto error = refuse(batch)) return *error;
        AppliedBatch applied;
        applied.outcomes = batch.outcomes;
        applied.outcomes.added = applied.outcomes.accepted - applied.outcomes.folded;
        applied.warnings = batch.warnings;
        return applied;
    }

    Result<std::optional<Shape>> shape_of(WorkspaceId, const std::string&) override { return shape; }
    std::optional<Shape> shape{};
    Result<std::vector<NamedMeasure>> own_measures_of(WorkspaceId, const std::string&) override {
        return own_measures;
    }
    std::vector<NamedMeasure> own_measures{};

    // Asked before each undo, in the same way.
    std::function<std::optional<Error>()> refuse_undo = [] { return std::nullopt; };

    Result<AppliedBatch> undo(WorkspaceId, const BatchId& id, const Clock& clock, std::stop_token) override {
        hook("undo");
        if (auto error = refuse_undo()) return *error;
        const std::lock_guard lock(mutex_);
        const auto known = applied_.find(id);
        if (known == applied_.end()) return Error{ErrorCode::not_found, "not applied"};
        if (known->second.undo) return Error{ErrorCode::conflict, "undone already"};
        known->second.undo = BatchUndo{++sequence_, clock(), known->second.outcomes.added, 0};
        return known->second;
    }

    Result<std::vector<AppliedBatch>> applied(WorkspaceId, std::span<const BatchId> ids) override {
        const std::lock_guard lock(mutex_);
        std::vector<AppliedBatch> found;
        for (const BatchId& id : ids)
            if (const auto known = applied_.find(id); known != applied_.end()) found.push_back(known->second);
        return found;
    }

    Result<std::int64_t> commit_at(WorkspaceId, Timestamp time) override {
        const std::lock_guard lock(mutex_);
        std::int64_t highest = 0;
        for (const auto& [id, batch] : applied_)
            if (batch.applied_at <= time) highest = std::max(highest, batch.commit_sequence);
        return highest;
    }

    Result<std::int64_t> highest_acceptance() override {
        const std::lock_guard lock(mutex_);
        std::int64_t highest = 0;
        for (const auto& [id, batch] : applied_) highest = std::max(highest, batch.acceptance);
        return highest;
    }

    Result<std::int64_t> last_commit_sequence() override { return sequence_; }

    std::vector<BatchId> order() {
        const std::lock_guard lock(mutex_);
        return order_;
    }
    void lose(const BatchId& id) {
        const std::lock_guard lock(mutex_);
        applied_.erase(id);
        std::erase(order_, id);
    }

private:
    std::mutex mutex_{};
    std::map<BatchId, AppliedBatch> applied_{};
    std::vector<BatchId> order_{};
    std::int64_t sequence_ = 0;
};

}  // namespace insightflow::testing
