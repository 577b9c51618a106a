#include "application/ingestion/batches.hpp"

#include <algorithm>
#include <utility>

namespace insightflow {
namespace {

BatchStatus status_of(const Intake& intake, const std::optional<AppliedBatch>& applied) {
    if (applied && applied->undo) return BatchStatus::undone;
    if (applied && intake.state == IntakeState::undone) return BatchStatus::undoing;
    if (applied && intake.state == IntakeState::undo_failed) return BatchStatus::undo_failed;
    if (applied) return BatchStatus::applied;
    switch (intake.state) {
        case IntakeState::queued: return BatchStatus::queued;
        case IntakeState::loading: return BatchStatus::loading;
        // The fact store does not have it any more; the next start loads it again.
        case IntakeState::done: return BatchStatus::loading;
        case IntakeState::rejected: return BatchStatus::rejected;
        case IntakeState::failed: return BatchStatus::failed;
        case IntakeState::undone:
        case IntakeState::undo_failed: break;
    }
    return BatchStatus::undone;
}

// The states in which the ledger may have a batch of that status.
std::vector<IntakeState> states_of(BatchStatus status) {
    switch (status) {
        case BatchStatus::queued: return {IntakeState::queued};
        case BatchStatus::loading: return {IntakeState::loading, IntakeState::done};
        // The fact store may have it, and the ledger not know yet.
        case BatchStatus::applied: return {IntakeState::done, IntakeState::loading, IntakeState::queued};
        case BatchStatus::rejected: return {IntakeState::rejected};
        case BatchStatus::failed: return {IntakeState::failed};
        case BatchStatus::undoing: return {IntakeState::undone};
        case BatchStatus::undone: return {IntakeState::undone, IntakeState::undo_failed};
        case BatchStatus::undo_failed: break;
    }
    return {IntakeState::undo_failed};
}

BatchView view_of(Intake intake, std::optional<AppliedBatch> applied, const ProgressSource& progress) {
    BatchView view;
    view.status = status_of(intake, applied);
    if (view.status == BatchStatus::loading) view.progress = progress.progress(intake.batch_id);
    if (applied)
        view.outcomes = applied->outcomes;
    else if (view.status == BatchStatus::rejected || view.status == BatchStatus::failed ||
             view.status == BatchStatus::undone)
        // One that is undone may be in a part of the facts' log that a fault has lost.
        view.outcomes = intake.outcomes;
    view.applied = std::move(applied);
    view.intake = std::move(intake);
    return view;
}

Result<std::vector<BatchView>> views_of(WorkspaceId workspace, std::vector<Intake> intakes,
                                        BatchPorts ports) {
    std::vector<BatchId> ids;
    for (const Intake& intake : intakes) ids.push_back(intake.batch_id);
    auto applied = ports.facts.applied(workspace, ids);
    if (!applied) return applied.error();
    std::vector<BatchView> views;
    for (Intake& intake : intakes) {
        const auto found = std::find_if(applied->begin(), applied->end(), [&](const AppliedBatch& batch) {
            return batch.batch_id == intake.batch_id;
        });
        std::optional<AppliedBatch> of_batch;
        if (found != applied->end()) of_batch = std::move(*found);
        views.push_back(view_of(std::move(intake), std::move(of_batch), ports.progress));
    }
    return views;
}

// Those of a batch that has no more than the ledger keeps.
class KeptRejects final : public RejectReader {
public:
    explicit KeptRejects(std::vector<Reject> rejects) : rejects_(std::move(rejects)) {}
    Result<std::optional<Reject>> next() override {
        if (next_ == rejects_.size()) return std::nullopt;
        return std::move(rejects_[next_++]);
    }

private:
    std::vector<Reject> rejects_;
    std::size_t next_ = 0;
};

}  // namespace

Result<BatchView> get_batch(const AuthorisedScope& scope, const BatchId& id, BatchPorts ports) {
    auto intake = ports.intakes.find(scope.workspace, id);
    if (!intake) return intake.error();
    if (!*intake) return not_found("There is no such batch.");
    auto views = views_of(scope.workspace, {std::move(**intake)}, ports);
    if (!views) return views.error();
    return std::move(views->front());
}

Result<BatchPage> list_batches(const AuthorisedScope& scope, const BatchListRequest& request,
                               BatchPorts ports) {
    const std::size_t limit = std::min(request.limit, batches_page_max);
    IntakeFilter filter{request.source, {}};
    if (request.status) filter.states = states_of(*request.status);
    BatchPage page;
    page.next = request.before;
    for (std::size_t looked_at = 0; page.batches.size() < limit && looked_at < batches_looked_at_max;) {
        const std::size_t wanted = limit - page.batches.size();
        // One more than wanted tells whether there is a page after this one.
        auto intakes = ports.intakes.list(scope.workspace, filter, page.next, wanted + 1);
        if (!intakes) return intakes.error();
        const bool is_last = intakes->size() <= wanted;
        if (!is_last) intakes->resize(wanted);
        page.next = is_last ? std::nullopt : std::optional(intakes->back().acceptance);
        looked_at += intakes->size();
        auto views = views_of(scope.workspace, std::move(*intakes), ports);
        if (!views) return views.error();
        for (BatchView& view : *views)
            if (!request.status || view.status == *request.status) page.batches.push_back(std::move(view));
        if (is_last) break;
    }
    if (limit == 0) page.next.reset();
    return page;
}

Result<BatchView> retry_batch(const AuthorisedScope& scope, const BatchId& id, const Origin& origin,
                              Timestamp now, BatchPorts ports) {
    auto intake = ports.intakes.retry(scope.workspace, id,
                                      audit_event(scope, origin, now, "batch.retry", "batch:" + id, ""));
    if (!intake) return intake.error();
    auto view = get_batch(scope, id, ports);
    ports.queue.enqueue(std::move(*intake));
    return view;
}

Result<RejectPage> list_rejects(const AuthorisedScope& scope, const BatchId& id,
                                const RejectListRequest& request, IntakeStore& intakes) {
    const std::size_t limit = std::min(request.limit, rejects_page_max);
    auto rejects = intakes.rejects(scope.workspace, id, request.after_row, limit + 1);
    if (!rejects) return rejects.error();
    RejectPage page;
    page.rejects = std::move(*rejects);
    if (page.rejects.size() > limit) {
        page.rejects.resize(limit);
        if (limit > 0) page.next = page.rejects.back().row;
    }
    return page;
}

Result<std::unique_ptr<RejectReader>> read_rejects(const AuthorisedScope& scope, const BatchId& id,
                                                   BatchPorts ports) {
    auto kept = ports.intakes.rejects(scope.workspace, id, 0, rejects_kept_max);
    if (!kept) return kept.error();
    if (ports.reject_files != nullptr) {
        auto file = ports.reject_files->read(id);
        if (!file || *file) return file;
    }
    return std::make_unique<KeptRejects>(std::move(*kept));
}

}  // namespace insightflow
