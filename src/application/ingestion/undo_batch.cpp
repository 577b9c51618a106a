#include "application/ingestion/undo_batch.hpp"

#include <utility>

namespace insightflow {
namespace {

// The ledger calls a batch undone as soon as somebody asks for it; whether it is so the fact store knows.
Error refused(const Error& error, const AuthorisedScope& scope, const BatchId& id, const BatchPorts& ports) {
    if (error.code != ErrorCode::conflict) return error;
    const auto view = get_batch(scope, id, ports);
    if (!view || view->status != BatchStatus::undoing) return error;
    return Error{ErrorCode::conflict,
                 "This batch is being taken back: it is on record, and done as soon as it can be.",
                 {}};
}

}  // namespace

// wake is called under the lock, so that who takes it back knows that it does not run any more.
void PendingUndo::when_told(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (result_ && wake_) std::exchange(wake_, {})();
}

void PendingUndo::tell(const Result<void>& result) {
    const std::lock_guard lock(mutex_);
    result_ = result;
    if (wake_) std::exchange(wake_, {})();
}

std::optional<Result<void>> PendingUndo::told() const {
    const std::lock_guard lock(mutex_);
    return result_;
}

Result<std::shared_ptr<PendingUndo>> begin_undo(const AuthorisedScope& scope, const BatchId& id,
                                                const Origin& origin, Timestamp now, BatchPorts ports) {
    auto intake = ports.intakes.begin_undo(scope.workspace, id, now,
                                           audit_event(scope, origin, now, "batch.undo", "batch:" + id, ""));
    if (!intake) return refused(intake.error(), scope, id, ports);
    auto pending = std::make_shared<PendingUndo>();
    ports.queue.enqueue_undo(std::move(*intake),
                             [pending](const Result<void>& result) { pending->tell(result); });
    return pending;
}

Result<BatchView> look_at_undo(const AuthorisedScope& scope, const BatchId& id, const PendingUndo& undo,
                               BatchPorts ports) {
    const auto told = undo.told();
    auto view = get_batch(scope, id, ports);
    // What is on record is done later, whatever hinders it now.
    const bool is_to_come = view && view->status == BatchStatus::undoing;
    if (told && !*told && !is_to_come) return told->error();
    return view;
}

}  // namespace insightflow
