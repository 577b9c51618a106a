#include "application/ingestion/recover.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "application/ingestion/load_batch.hpp"
#include "domain/base/ulid.hpp"

namespace insightflow {
namespace {

// Batches that are looked up at once.
constexpr std::size_t page_size = 1000;

// Bodies without an entry in the ledger stay so long after they came.
constexpr std::chrono::days orphan_kept{7};

// One pass over the stores; its steps stand in the order in which recover() takes them.
class Pass {
public:
    Pass(RecoverPorts& ports, Timestamp now, bool is_running)
        : ports_(ports), now_(now), is_running_(is_running) {}

    // An older ledger would give numbers again that the facts have seen, and every new row would be stale.
    Result<void> refuse_older_ledger() {
        const auto taken_in = ports_.intakes.highest_acceptance();
        if (!taken_in) return taken_in.error();
        const auto applied = ports_.facts.highest_acceptance();
        if (!applied) return applied.error();
        if (*applied <= *taken_in) return {};
        return Error{ErrorCode::damaged,
                     "The ledger of batches (insightflow.sqlite) knows " + std::to_string(*taken_in) +
                         " intakes, but the facts hold batch number " + std::to_string(*applied) +
                         ": the ledger was lost or is an older copy. Nothing was changed. Put the newer "
                         "ledger back, or make a data folder of a backup with `insightflow restore`."};
    }

    Result<void> list_bodies() {
        auto kept = ports_.spool.kept();
        if (!kept) return kept.error();
        bodies_ = std::move(*kept);
        return {};
    }

    Result<void> remove_orphans() {
        for (std::size_t at = 0; at < bodies_.size(); at += page_size) {
            const auto page = std::span(bodies_).subspan(at, std::min(page_size, bodies_.size() - at));
            const auto orphans = ports_.intakes.without_intake(page);
            if (!orphans) return orphans.error();
            for (const BatchId& id : *orphans)
                if (const auto removed = remove_orphan(id); !removed) return removed.error();
        }
        return {};
    }

    // Batches that were done, taken back in vain among them, and are not in the fact store any more: it lost
    // the end of its log.
    Result<void> replay_lost() {
        const auto replay = [&](const Intake& intake, const Applied& applied) -> Result<void> {
            if (applied.contains(intake.batch_id)) return {};
            ports_.log("batch " + intake.batch_id +
                       " was applied and is lost in the fact store: loading it again");
            if (const auto requeued = ports_.intakes.requeue(intake.batch_id, intake.attempt); !requeued)
                return requeued;
            ++recovery.replayed;
            lost_.insert(intake.batch_id);
            // Where the server is at work, nobody else comes by to queue it.
            if (is_running_) ports_.queue.enqueue(one_by_one(intake));
            return {};
        };
        if (const auto done = for_each(IntakeState::done, replay); !done) return done;
        return for_each(IntakeState::undo_failed, replay);
    }

    // Somebody took them back, and the run ended before the fact store did, or the store lost the end of its
    // log.
    Result<void> undo_again() {
        return for_each(IntakeState::undone,
                        [&](const Intake& intake, const Applied& applied) -> Result<void> {
                            const auto found = applied.find(intake.batch_id);
                            if (found == applied.end() || found->second.undo) return {};
                            ports_.queue.enqueue_undo(intake, {});
                            ++recovery.undone;
                            return {};
                        });
    }

    Result<void> go_on() {
        const auto unfinished = ports_.intakes.unfinished();
        if (!unfinished) return unfinished.error();
        for (std::size_t at = 0; at < unfinished->size(); at += page_size) {
            const auto page =
                std::span(*unfinished).subspan(at, std::min(page_size, unfinished->size() - at));
            const auto applied = applied_among(page);
            if (!applied) return applied.error();
            for (const Intake& intake : page)
                if (const auto settled = settle(intake, *applied); !settled) return settled.error();
        }
        return {};
    }

    Recovery recovery{};

private:
    using Applied = std::map<BatchId, AppliedBatch>;

    // What was applied before is applied again in its order.
    static Intake one_by_one(Intake intake) {
        intake.attempts = std::max(intake.attempts, attempts_of_a_suspect);
        return intake;
    }

    // Calls step for every intake in the state, with what the fact store has of its page.
    template <class Step>
    Result<void> for_each(IntakeState state, Step step) {
        for (std::int64_t after = 0;;) {
            const auto page = ports_.intakes.in_state(state, after, page_size);
            if (!page) return page.error();
            if (page->empty()) return {};
            after = page->back().acceptance;
            const auto applied = applied_among(*page);
            if (!applied) return applied.error();
            for (const Intake& intake : *page)
                if (const auto done = step(intake, *applied); !done) return done;
        }
    }

    // The ledger may be an older copy, put there by mistake: then the body is of a batch that was
    // acknowledged, and there is time to put the newer one back.
    Result<void> remove_orphan(const BatchId& id) {
        if (now_ - time_of_ulid(id) < orphan_kept) {
            ports_.log("the body " + id +
                       " has no entry in the ledger: it arrived and was not acknowledged, or the "
                       "ledger is an older copy; it is kept for " +
                       std::to_string(orphan_kept.count()) + " days");
            return {};
        }
        if (const auto removed = ports_.spool.remove(id); !removed) return removed.error();
        ports_.log("removed the body " + id + ": the ledger had no entry of it for " +
                   std::to_string(orphan_kept.count()) + " days");
        ++recovery.bodies_removed;
        return {};
    }

    Result<Applied> applied_among(std::span<const Intake> intakes) {
        std::map<WorkspaceId, std::vector<BatchId>> ids;
        for (const Intake& intake : intakes) ids[intake.workspace].push_back(intake.batch_id);
        Applied applied;
        for (const auto& [workspace, of_workspace] : ids) {
            const auto found = ports_.facts.applied(workspace, of_workspace);
            if (!found) return found.error();
            for (const AppliedBatch& batch : *found) applied.emplace(batch.batch_id, batch);
        }
        return applied;
    }

    Result<void> settle(const Intake& intake, const Applied& applied) {
        if (const auto found = applied.find(intake.batch_id); found != applied.end()) {
            ++recovery.finished;
            return ports_.intakes.finish(intake.batch_id, intake.attempt,
                                         {IntakeState::done, found->second.outcomes}, now_);
        }
        if (!std::binary_search(bodies_.begin(), bodies_.end(), intake.batch_id)) {
            ports_.log("batch " + intake.batch_id + " has no body in the spool any more");
            ++recovery.failed;
            return ports_.intakes.finish(intake.batch_id, intake.attempt,
                                         {IntakeState::failed, {}, lost_body("is not there").message}, now_);
        }
        ports_.queue.enqueue(lost_.contains(intake.batch_id) ? one_by_one(intake) : intake);
        ++recovery.queued;
        return {};
    }

    RecoverPorts& ports_;
    Timestamp now_;
    bool is_running_;
    std::vector<BatchId> bodies_{};
    std::set<BatchId> lost_{};  // and put back
};

}  // namespace

Result<Recovery> recover(RecoverPorts ports, Timestamp now) {
    Pass pass(ports, now, false);
    if (const auto refused = pass.refuse_older_ledger(); !refused) return refused.error();
    if (const auto listed = pass.list_bodies(); !listed) return listed.error();
    if (const auto removed = pass.remove_orphans(); !removed) return removed.error();
    if (const auto replayed = pass.replay_lost(); !replayed) return replayed.error();
    if (const auto undone = pass.undo_again(); !undone) return undone.error();
    if (const auto went_on = pass.go_on(); !went_on) return went_on.error();
    return pass.recovery;
}

Result<Recovery> recover_running(RecoverPorts ports, Timestamp now) {
    Pass pass(ports, now, true);
    if (const auto replayed = pass.replay_lost(); !replayed) return replayed.error();
    if (const auto undone = pass.undo_again(); !undone) return undone.error();
    return pass.recovery;
}

}  // namespace insightflow
