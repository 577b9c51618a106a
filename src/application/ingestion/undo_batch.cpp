#include "application/ingestion/undo_batch.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace insightflow {
namespace {

// Waits for what another thread tells, which may come after the waiting is over.
class Told {
public:
    void tell(const Result<void>& result) {
        const std::lock_guard lock(mutex_);
        result_ = result;
        changed_.notify_all();
    }

    Result<void> wait(std::stop_token stop) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return result_.has_value(); }))
            return Error{
                ErrorCode::deadline_exceeded,
                "The batch is not undone yet: other batches are being applied. It is on record, and done "
                "as soon as they are.",
                {}};
        return *result_;
    }

private:
    std::mutex mutex_{};
    std::condition_variable_any changed_{};
    std::optional<Result<void>> result_{};
};

// The ledger calls a batch undone as soon as somebody asks for it; whether it is so the fact store knows.
Error refused(const Error& error, const AuthorisedScope& scope, const BatchId& id, const BatchPorts& ports) {
    if (error.code != ErrorCode::conflict) return error;
    const auto view = get_batch(scope, id, ports);
    if (!view || view->status != BatchStatus::undoing) return error;
    return Error{
        ErrorCode::conflict,
        "This batch is being taken back: it is on record, and done as soon as the batches before it are.",
        {}};
}

}  // namespace

Result<BatchView> undo_batch(const AuthorisedScope& scope, const BatchId& id, const Origin& origin,
                             Timestamp now, BatchPorts ports, std::stop_token stop) {
    auto intake = ports.intakes.begin_undo(scope.workspace, id, now,
                                           audit_event(scope, origin, now, "batch.undo", "batch:" + id, ""));
    if (!intake) return refused(intake.error(), scope, id, ports);
    const auto told = std::make_shared<Told>();
    ports.queue.enqueue_undo(std::move(*intake), [told](const Result<void>& result) { told->tell(result); });
    if (const auto undone = told->wait(stop); !undone) return undone.error();
    return get_batch(scope, id, ports);
}

}  // namespace insightflow
