#include "application/ingestion/rebuild.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "application/ingestion/batch_group.hpp"

namespace insightflow {
namespace {

constexpr std::size_t page_size = 1000;

template <class Step>
Result<void> for_each(IntakeStore& intakes, IntakeState state, Step step) {
    for (std::int64_t after = 0;;) {
        const auto page = intakes.in_state(state, after, page_size);
        if (!page) return page.error();
        if (page->empty()) return {};
        after = page->back().acceptance;
        for (const Intake& intake : *page) step(intake);
    }
}

class Rebuilding {
public:
    Rebuilding(LoadPorts& ports, FactStore& facts) : ports_(ports), facts_(facts) {}

    Result<void> take(const RebuildStep& step) {
        if (step.is_undo) {
            if (const auto applied = apply_waiting(); !applied) return applied;
            return left_out_.contains(step.batch_id) ? Result<void>{} : note(step, undo(step));
        }
        auto staged = stage(step);
        if (!staged) return note(step, staged.error());
        if (!may_join_waiting(step, *staged))
            if (const auto applied = apply_waiting(); !applied) return applied;
        waiting_.push_back({&step, std::move(*staged)});
        return {};
    }

    // Steps that were taken and wait for those that shared their transaction.
    Result<void> apply_waiting() {
        std::vector<Waiting> group;
        group.swap(waiting_);
        if (group.empty()) return {};
        const auto applied = apply(group);
        if (applied)
            for (std::size_t i = 0; i < group.size(); ++i) (void)note(*group[i].step, (*applied)[i]);
        if (applied) return {};
        if (group.size() == 1)
            return note(*group.front().step,
                        Error{applied.error().code, "is refused: " + applied.error().message, {}});
        for (Waiting& waiting : group) {
            waiting_.push_back(std::move(waiting));
            if (const auto alone = apply_waiting(); !alone) return alone;
        }
        return {};
    }

    Rebuilt rebuilt{};

private:
    static bool is_of_the_batch(const Error& error) {
        return error.code == ErrorCode::not_found || error.code == ErrorCode::unprocessable ||
               error.code == ErrorCode::invalid_argument;
    }

    struct Waiting {
        const RebuildStep* step;
        StagedBatch batch;
    };

    static std::vector<const StagedBatch*> batches_of(const std::vector<Waiting>& group) {
        std::vector<const StagedBatch*> batches;
        for (const Waiting& waiting : group) batches.push_back(&waiting.batch);
        return batches;
    }

    // Batches that shared a transaction have its time in common.
    bool may_join_waiting(const RebuildStep& step, const StagedBatch& batch) const {
        return !waiting_.empty() && waiting_.front().step->at == step.at &&
               may_join(batches_of(waiting_), batch);
    }

    Result<StagedBatch> stage(const RebuildStep& step) {
        const auto intake = ports_.intakes.find(step.workspace, step.batch_id);
        if (!intake) return intake.error();
        if (!*intake) return not_found("is not in the ledger");
        const auto body = ports_.spool.measure(step.batch_id);
        if (!body && body.error().code == ErrorCode::not_found) return not_found("has no body any more");
        if (!body) return Error{body.error().code, "has a body that " + body.error().message, {}};
        if (body->bytes != (*intake)->body.bytes || body->hash != (*intake)->body.hash)
            return Error{ErrorCode::unprocessable, "has a body that is not what came", {}};
        auto staged = stage_again(**intake, ports_, {});
        if (!staged) return Error{staged.error().code, "is no longer taken: " + staged.error().message, {}};
        return staged;
    }

    // Gives the numbers of the commits.
    Result<std::vector<std::int64_t>> apply(const std::vector<Waiting>& group) {
        const Timestamp at = group.front().step->at;
        const auto applied = facts_.apply(batches_of(group), [at] { return at; }, {});
        if (!applied) return applied.error();
        rebuilt.applied += static_cast<std::int64_t>(applied->size());
        std::vector<std::int64_t> numbers;
        for (const AppliedBatch& batch : *applied) numbers.push_back(batch.commit_sequence);
        return numbers;
    }

    Result<std::int64_t> undo(const RebuildStep& step) {
        const auto undone = facts_.undo(step.workspace, step.batch_id, [&step] { return step.at; }, {});
        if (!undone) return undone.error();
        ++rebuilt.undone;
        return undone->undo->commit_sequence;
    }

    // committed: the number of the commit. A batch that cannot be had any more is left out.
    Result<void> note(const RebuildStep& step, const Result<std::int64_t>& committed) {
        if (committed) {
            if (step.commit_sequence != 0 && step.commit_sequence != *committed && !rebuilt.renumbered_from)
                rebuilt.renumbered_from = step.commit_sequence;
            return {};
        }
        if (!is_of_the_batch(committed.error())) return committed.error();
        left_out_.insert(step.batch_id);
        rebuilt.faults.push_back({step.batch_id, committed.error().message});
        return {};
    }

    LoadPorts& ports_;
    FactStore& facts_;
    std::set<BatchId> left_out_{};
    std::vector<Waiting> waiting_{};
};

// When it began to count, as far as the ledger knows: a retry may come long after the arrival.
Timestamp applied_at(const Intake& intake) {
    if (!intake.times) return intake.received_at;
    const auto& [waiting, reading, staged, applying] = *intake.times;
    return intake.received_at + waiting + reading + staged + applying;
}

}  // namespace

std::vector<RebuildStep> steps_of(const std::vector<CommittedBatch>& commits) {
    std::vector<RebuildStep> steps;
    for (const auto& [workspace, batch] : commits) {
        steps.push_back(
            {false, workspace, batch.batch_id, batch.applied_at, batch.acceptance, batch.commit_sequence});
        if (batch.undo)
            steps.push_back({true, workspace, batch.batch_id, batch.undo->undone_at, batch.acceptance,
                             batch.undo->commit_sequence});
    }
    std::ranges::sort(steps, {}, &RebuildStep::commit_sequence);
    return steps;
}

Result<std::vector<RebuildStep>> steps_of(IntakeStore& intakes) {
    std::vector<RebuildStep> steps;
    const auto add = [&](const Intake& intake, bool is_undo, Timestamp at) {
        steps.push_back({is_undo, intake.workspace, intake.batch_id, at, intake.acceptance, 0});
    };
    const auto done = for_each(intakes, IntakeState::done, [&](const Intake& intake) {
        add(intake, false, intake.finished_at.value_or(intake.received_at));
    });
    if (!done) return done.error();
    const auto undone = for_each(intakes, IntakeState::undone, [&](const Intake& intake) {
        const Timestamp applied = applied_at(intake);
        add(intake, false, applied);
        add(intake, true, std::max(applied, intake.finished_at.value_or(applied)));
    });
    if (!undone) return undone.error();
    // One that could not be taken back counts.
    const auto counting = for_each(intakes, IntakeState::undo_failed,
                                   [&](const Intake& intake) { add(intake, false, applied_at(intake)); });
    if (!counting) return counting.error();
    std::ranges::sort(steps, {}, [](const RebuildStep& step) {
        return std::tuple(step.at, step.is_undo, step.acceptance);
    });
    return steps;
}

Result<std::vector<RebuildStep>> steps_after(const std::vector<CommittedBatch>& copied,
                                             std::vector<RebuildStep> steps) {
    std::set<std::pair<BatchId, bool>> done;
    for (const RebuildStep& step : steps_of(copied)) done.emplace(step.batch_id, step.is_undo);
    const auto known = std::erase_if(steps, [&](const RebuildStep& step) {
        return done.contains({step.batch_id, step.is_undo});
    });
    if (known == done.size()) return steps;
    return Error{ErrorCode::conflict,
                 "The copy holds " + std::to_string(done.size() - known) +
                     " commits that this installation does not know: it is of another history.",
                 {}};
}

Result<Rebuilt> rebuild(const std::vector<RebuildStep>& steps, LoadPorts& ports, FactStore& facts,
                        const std::function<void(std::size_t done)>& progress) {
    Rebuilding rebuilding(ports, facts);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (const auto taken = rebuilding.take(steps[i]); !taken) return taken.error();
        progress(i + 1);
    }
    if (const auto applied = rebuilding.apply_waiting(); !applied) return applied.error();
    return std::move(rebuilding.rebuilt);
}

}  // namespace insightflow
