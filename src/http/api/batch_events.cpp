#include "http/api/batch_events.hpp"

#include <map>
#include <mutex>
#include <optional>

#include "domain/base/ulid.hpp"
#include "domain/text/printable.hpp"
#include "http/api/batch_fields.hpp"
#include "http/core/write_json.hpp"

namespace insightflow::http {
namespace {

using std::chrono::milliseconds;

struct EventsQuery {
    std::string id{};
    static constexpr auto fields() { return std::tuple{required("id", &EventsQuery::id, "The batch.")}; }
};

// Who has a stream open.
class EventSlots : public std::enable_shared_from_this<EventSlots> {
public:
    explicit EventSlots(const EventLimits& limits) : limits_(limits) {}

    // Null where there are as many as there may be.
    std::shared_ptr<void> take(WorkspaceId workspace) {
        const std::lock_guard lock(mutex_);
        std::size_t& of_workspace = taken_[workspace];
        if (all_ >= limits_.streams_max || of_workspace >= limits_.streams_per_workspace_max) return nullptr;
        ++of_workspace;
        ++all_;
        return {this, [self = shared_from_this(), workspace](void*) { self->give_back(workspace); }};
    }

private:
    void give_back(WorkspaceId workspace) {
        const std::lock_guard lock(mutex_);
        --all_;
        if (--taken_[workspace] == 0) taken_.erase(workspace);
    }

    EventLimits limits_;
    std::mutex mutex_{};
    std::size_t all_ = 0;
    std::map<WorkspaceId, std::size_t> taken_{};
};

// JSON has no line breaks of its own, so one line of data holds it.
template <class Fields>
std::string event(std::string_view name, const Fields& data) {
    return "event: " + std::string(name) + "\ndata: " + json_text(data) + "\n\n";
}

bool is_at_end(BatchStatus status) {
    return status != BatchStatus::queued && status != BatchStatus::loading && status != BatchStatus::undoing;
}

class BatchEvents final : public ReplyStream {
public:
    BatchEvents(AuthorisedScope scope, BatchId id, const BatchPorts& ports, const EventLimits& limits,
                std::shared_ptr<void> slot)
        : scope_(std::move(scope)),
          id_(std::move(id)),
          ports_(ports),
          limits_(limits),
          slot_(std::move(slot)) {}

    Result<Piece> next() override {
        if (const auto progress = ports_.progress.progress(id_))
            return news(told(*progress), limits_.look_again);
        const auto view = get_batch(scope_, id_, ports_);
        if (!view) return view.error();
        if (is_at_end(view->status)) return Piece{.bytes = event("end", fields_of(*view)), .is_last = true};
        ProgressFields waiting;
        waiting.stage = name_of(view->status);
        waiting.bytes_total = static_cast<std::int64_t>(view->intake.body.bytes);
        return news(waiting, limits_.look_again_waiting);
    }

private:
    static ProgressFields told(const LoadProgress& progress) {
        return {std::string(name_of(progress.stage)), static_cast<std::int64_t>(progress.bytes_read),
                static_cast<std::int64_t>(progress.bytes_total), progress.rows_read};
    }

    // A piece with the progress where it is another one than before.
    Piece news(const ProgressFields& progress, milliseconds pause) {
        Piece piece{.pause = pause};
        std::string text = event("progress", progress);
        if (text != last_) {
            piece.bytes = last_ = std::move(text);
            silent_ = {};
        } else if (silent_ >= limits_.heartbeat) {
            piece.bytes = ":\n\n";
            silent_ = {};
        }
        silent_ += pause;
        lived_ += pause;
        piece.is_last = lived_ > limits_.stream_time_max;
        return piece;
    }

    AuthorisedScope scope_;
    BatchId id_;
    BatchPorts ports_;
    EventLimits limits_;
    std::shared_ptr<void> slot_;
    std::string last_{};
    milliseconds silent_{};
    milliseconds lived_{};
};

}  // namespace

std::unique_ptr<ReplyStream> batch_events(const AuthorisedScope& scope, const BatchId& id,
                                          const BatchPorts& ports, const EventLimits& limits,
                                          std::shared_ptr<void> slot) {
    return std::make_unique<BatchEvents>(scope, id, ports, limits, std::move(slot));
}

void add_batch_events(Router& router, const BatchPorts* ports, const EventLimits& limits) {
    EndpointDoc doc{
        .operation_id = "followBatch",
        .summary = "Follow a batch",
        .description =
            "Server-sent events: `progress` whenever the batch is further (stage, bytes_read, "
            "bytes_total, rows_read; the stage is also queued, loading or undoing where no worker "
            "has it), and `end` with the batch's report. A stream ends after a minute in any case: "
            "ask again.",
        .tag = "Data",
        .permission = Permission::data_read,
        .errors = {ErrorCode::not_found},
        .stream_types = {"text/event-stream"}};
    const auto slots = std::make_shared<EventSlots>(limits);
    router.get<EventsQuery, Nothing>(
        "/api/v1/data/batches/{id}/events", std::move(doc), Place::pool,
        [ports, limits, slots](const Call& call, const EventsQuery& query) -> Result<Answer<Nothing>> {
            if (!is_ulid(query.id))
                return not_found("There is no batch with the id " + in_quotes(query.id) + ".");
            const auto view = get_batch(call.scope, query.id, *ports);
            if (!view) return view.error();
            auto slot = slots->take(call.scope.workspace);
            if (!slot)
                return Error{ErrorCode::unavailable, "Too many batches are being followed already.", {}};
            Answer<Nothing> answer;
            answer.stream = batch_events(call.scope, query.id, *ports, limits, std::move(slot));
            answer.stream_type = "text/event-stream";
            return answer;
        });
}

}  // namespace insightflow::http
