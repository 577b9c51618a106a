#include "application/ingestion/verify_stores.hpp"

#include <unordered_map>
#include <utility>

namespace insightflow {
namespace {

constexpr std::size_t page_size = 1000;

class Comparison {
public:
    Comparison(Spool& spool, const std::vector<CommittedBatch>* commits)
        : spool_(spool), has_facts_(commits != nullptr) {
        if (commits == nullptr) return;
        for (const CommittedBatch& commit : *commits) unknown_.emplace(commit.batch.batch_id, &commit.batch);
    }

    void look_at(const Intake& intake) {
        ++verdict_.intakes;
        const bool waits = intake.state == IntakeState::queued || intake.state == IntakeState::loading;
        const auto found = unknown_.find(intake.batch_id);
        const AppliedBatch* applied = found == unknown_.end() ? nullptr : found->second;
        if (found != unknown_.end()) unknown_.erase(found);
        // One that the facts have and that still waits, a start marks as done.
        if (waits && applied == nullptr) ++verdict_.waiting;
        if (has_facts_) compare(intake, applied);
        if (!intake.outcomes.adds_up() && intake.state != IntakeState::undone)
            add(StoreFault::counts, intake);
        look_at_body(intake, waits && applied == nullptr);
    }

    StoresVerdict verdict() && {
        for (const auto& [id, batch] : unknown_) verdict_.faults[StoreFault::unknown].push_back(id);
        return std::move(verdict_);
    }

private:
    static bool counts(const Intake& intake) {
        return intake.state == IntakeState::done || intake.state == IntakeState::undo_failed;
    }

    // What a batch met depends on the order of the commits, which a rebuild without the old facts guesses.
    static bool are_of_one_file(const RowOutcomes& one, const RowOutcomes& other) {
        return one.received == other.received && one.accepted == other.accepted &&
               one.rejected == other.rejected && one.folded == other.folded;
    }

    void compare(const Intake& intake, const AppliedBatch* applied) {
        const bool is_undone = applied != nullptr && applied->undo;
        if (intake.state == IntakeState::undone && applied != nullptr && !is_undone)
            add(StoreFault::not_undone, intake);
        if (intake.state != IntakeState::undone && is_undone) add(StoreFault::undone_unasked, intake);
        if (counts(intake) && applied == nullptr) add(StoreFault::lost, intake);
        if (intake.state == IntakeState::done && applied != nullptr &&
            !are_of_one_file(intake.outcomes, applied->outcomes))
            add(StoreFault::counts, intake);
    }

    void look_at_body(const Intake& intake, bool waits) {
        const auto body = spool_.measure(intake.batch_id);
        const bool sound = body && body->bytes == intake.body.bytes && body->hash == intake.body.hash;
        if (sound) {
            ++verdict_.bodies;
            return;
        }
        if (waits) return add(StoreFault::waiting_body_gone, intake);
        const bool missing = !body && body.error().code == ErrorCode::not_found;
        if (counts(intake) || intake.state == IntakeState::undone)
            add(missing ? StoreFault::body_missing : StoreFault::body_damaged, intake);
    }

    void add(StoreFault fault, const Intake& intake) { verdict_.faults[fault].push_back(intake.batch_id); }

    Spool& spool_;
    bool has_facts_;
    std::unordered_map<BatchId, const AppliedBatch*> unknown_{};  // those that no intake came for yet
    StoresVerdict verdict_{};
};

}  // namespace

Result<StoresVerdict> verify_stores(IntakeStore& intakes, Spool& spool,
                                    const std::vector<CommittedBatch>* commits) {
    Comparison comparison(spool, commits);
    for (const IntakeState state :
         {IntakeState::queued, IntakeState::loading, IntakeState::done, IntakeState::rejected,
          IntakeState::failed, IntakeState::undone, IntakeState::undo_failed}) {
        for (std::int64_t after = 0;;) {
            const auto page = intakes.in_state(state, after, page_size);
            if (!page) return page.error();
            if (page->empty()) break;
            after = page->back().acceptance;
            for (const Intake& intake : *page) comparison.look_at(intake);
        }
    }
    return std::move(comparison).verdict();
}

}  // namespace insightflow
