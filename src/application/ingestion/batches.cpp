#include "application/ingestion/batches.hpp"

#include <algorithm>
#include <utility>

namespace insightflow {
namespace {

BatchStatus status_of(const Intake& intake, const std::optional<AppliedBatch>& applied) {
    if (applied && applied->undo) return BatchStatus::undone;
    if (applied) return intake.state == IntakeState::undone ? BatchStatus::undoing : BatchStatus::applied;
    switch (intake.state) {
        case IntakeState::queued: return BatchStatus::queued;
        case IntakeState::loading: return BatchStatus::loading;
        // The fact store does not have it any more; the next start loads it again.
        case IntakeState::done: return BatchStatus::loading;
        case IntakeState::rejected: return BatchStatus::rejected;
        case IntakeState::failed: return BatchStatus::failed;
        case IntakeState::undone: break;
    }
    return BatchStatus::undone;
}

BatchView view_of(Intake intake, std::optional<AppliedBatch> applied, const ProgressSource& progress) {
    BatchView view;
    view.status = status_of(intake, applied);
    if (view.status == BatchStatus::loading) view.progress = progress.progress(intake.batch_id);
    if (applied)
        view.outcomes = applied->outcomes;
    else if (view.status == BatchStatus::rejected || view.status == BatchStatus::failed)
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
    // One more than asked for tells whether there is a page after this one.
    auto intakes = ports.intakes.list(scope.workspace, request.source, request.before, limit + 1);
    if (!intakes) return intakes.error();
    BatchPage page;
    if (intakes->size() > limit) {
        intakes->resize(limit);
        if (limit > 0) page.next = intakes->back().acceptance;
    }
    auto views = views_of(scope.workspace, std::move(*intakes), ports);
    if (!views) return views.error();
    page.batches = std::move(*views);
    return page;
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

}  // namespace insightflow
