#include "application/ingestion/job_runner.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace insightflow {
namespace {

// Conditions of the machine, not of a batch.
bool is_passing(const Error& error) {
    return error.code == ErrorCode::storage_full || error.code == ErrorCode::unavailable;
}

// Waits, unless stopped first.
bool pause(std::chrono::milliseconds time, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace

JobRunner::JobRunner(LoadPorts ports, FactStore& facts, JobLimits limits, JobEvents events)
    : ports_(std::move(ports)),
      facts_(facts),
      limits_(limits),
      events_(std::move(events)),
      gate_(limits.loading_bytes_max) {}

JobRunner::~JobRunner() { stop(); }

void JobRunner::start() {
    for (std::size_t i = 0; i < limits_.parse_threads; ++i)
        threads_.emplace_back([this] { read_batches(stopping_.get_token()); });
    threads_.emplace_back([this] { apply_batches(stopping_.get_token()); });
}

void JobRunner::stop() {
    stopping_.request_stop();
    {
        const std::lock_guard lock(mutex_);
        idle_.notify_all();
    }
    threads_.clear();
    for (const Commit& commit : commits_.drain()) {
        if (const auto* staged = std::get_if<StagedJob>(&commit)) put_back(staged->job.intake);
        if (const auto* undo = std::get_if<UndoJob>(&commit); undo != nullptr && undo->told)
            undo->told(Error{ErrorCode::unavailable, "The server stops; the next one undoes the batch.", {}});
    }
    for (const Job& job : queued_.drain())
        if (job.attempt != 0) put_back(job.intake);
}

void JobRunner::wait_idle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [&] { return unfinished_ == 0 || stopping_.stop_requested(); });
}

void JobRunner::enqueue(Intake intake) {
    const std::lock_guard lock(mutex_);
    const std::int64_t acceptance = intake.acceptance;
    Job job{std::move(intake)};
    // The process ended during earlier attempts. The batch waits longer each time: a process that is killed
    // again and again must not use up the attempts of what it was loading.
    auto ready_at = std::chrono::steady_clock::time_point::min();
    if (job.intake.attempts > 0) {
        job.alone = true;
        ready_at = std::chrono::steady_clock::now() + backoff(job.intake.attempts);
    }
    if (queued_.push(acceptance, std::move(job), ready_at)) ++unfinished_;
}

void JobRunner::enqueue_undo(Intake intake, UndoTold told) {
    const std::int64_t number = -intake.acceptance;
    commits_.push(number, UndoJob{std::move(intake), std::move(told)});
}

std::size_t JobRunner::backlog() const {
    const std::lock_guard lock(mutex_);
    return unfinished_;
}

std::optional<LoadProgress> JobRunner::progress(const BatchId& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = progress_.find(id);
    if (found == progress_.end()) return std::nullopt;
    return found->second;
}

void JobRunner::read_batches(std::stop_token stop) {
    while (auto job = queued_.pop(stop)) read(std::move(*job), stop);
}

void JobRunner::apply_batches(std::stop_token stop) {
    while (auto next = commits_.pop(stop))
        std::visit([&](auto&& job) { commit(std::move(job), stop); }, std::move(*next));
}

void JobRunner::read(Job job, std::stop_token stop) {
    auto permit = gate_.enter(job.alone ? LoadGate::alone : job.intake.body.bytes, stop);
    if (!permit) {
        if (job.attempt != 0) put_back(job.intake);
        return;
    }
    if (!begin_attempt(job, stop)) return;
    const Intake& intake = job.intake;
    const auto report = [&](const LoadProgress& progress) { show(intake.batch_id, progress); };
    auto loaded = caught(intake, [&] { return load_batch(intake, ports_, report, stop); });
    if (!loaded && stop.stop_requested()) return put_back(intake);
    if (!loaded) return retry_or_fail(std::move(job), loaded.error(), stop);
    if (!*loaded) {
        tell_refused(intake);
        return at_end(intake.batch_id);
    }
    show_stage(intake.batch_id, LoadStage::staged);
    const std::int64_t acceptance = intake.acceptance;
    StagedJob staged{job, std::move(**loaded), std::move(*permit)};
    if (!commits_.push_when_room(acceptance, std::move(staged), limits_.staged_max, stop)) put_back(intake);
}

void JobRunner::commit(StagedJob staged, std::stop_token stop) {
    const Intake& intake = staged.job.intake;
    if (was_cancelled(intake.batch_id)) return at_end(intake.batch_id);
    show_stage(intake.batch_id, LoadStage::applying);
    // No stop here: the running apply is finished, so that a stop costs no work.
    const auto applied =
        caught(intake, [&] { return facts_.apply_one(staged.batch, ports_.clock, std::stop_token{}); });
    if (applied) return finish_applied(intake, *applied, stop);
    if (applied.error().code != ErrorCode::unprocessable)
        return retry_or_fail(std::move(staged.job), applied.error(), stop);
    insist(intake, stop, [&] {
        return finish_rejected(ports_.intakes, intake.batch_id, staged.batch.outcomes.received,
                               applied.error().message, ports_.clock());
    });
    tell_refused(intake);
    at_end(intake.batch_id);
}

void JobRunner::commit(UndoJob undo, std::stop_token) {
    const Intake& intake = undo.intake;
    const auto tell = [&](const Result<void>& result) {
        if (undo.told) std::exchange(undo.told, {})(result);
    };
    const auto undone = caught(intake, [&] {
        return facts_.undo(intake.workspace, intake.batch_id, ports_.clock, std::stop_token{});
    });
    if (!undone && undone.error().code == ErrorCode::not_found) cancel(intake);
    const bool is_so =
        undone || undone.error().code == ErrorCode::not_found || undone.error().code == ErrorCode::conflict;
    if (!is_so) {
        log(intake, "is not undone yet: " + undone.error().message);
        tell(undone.error());
        const auto ready_at = std::chrono::steady_clock::now() + backoff(++undo.waits);
        const std::int64_t number = -intake.acceptance;
        commits_.push(number, std::move(undo), ready_at);
        return;
    }
    if (events_.undone)
        (void)caught(intake, [&]() -> Result<void> {
            events_.undone(intake, undone ? std::optional(*undone) : std::nullopt);
            return {};
        });
    tell({});
}

void JobRunner::cancel(const Intake& intake) {
    if (queued_.remove(intake.acceptance) || commits_.remove(intake.acceptance))
        return at_end(intake.batch_id);
    const std::lock_guard lock(mutex_);
    cancelled_.insert(intake.batch_id);
}

bool JobRunner::was_cancelled(const BatchId& id) {
    const std::lock_guard lock(mutex_);
    return cancelled_.contains(id);
}

// False where there is nothing to try: stopped, out of attempts, or at its end already.
bool JobRunner::begin_attempt(Job& job, std::stop_token stop) {
    if (job.attempt != 0) return true;
    const auto begun =
        insist(job.intake, stop, [&] { return ports_.intakes.begin_attempt(job.intake.batch_id); });
    if (!begun) return false;
    if (!*begun) {
        at_end(job.intake.batch_id);
        return false;
    }
    job.attempt = **begun;
    job.waits = 0;
    if (job.attempt <= limits_.attempts_max) return true;
    fail(job.intake,
         std::to_string(limits_.attempts_max) +
             " attempts to load this batch did not come to an end: the server was killed, or met an internal "
             "fault. "
             "It will not be tried again.",
         stop);
    return false;
}

// A batch that waits lets its rows go and is read again later: whatever is checked and in memory can be
// applied at once, and no thread that reads waits for one that does not.
void JobRunner::retry_or_fail(Job job, const Error& error, std::stop_token stop) {
    const int attempt = job.attempt;
    log(job.intake, "attempt " + std::to_string(attempt) + " did not succeed: " + error.message);
    if (!is_passing(error) && attempt >= limits_.attempts_max)
        return fail(job.intake, "Given up after " + std::to_string(attempt) + " attempts. " + error.message,
                    stop);
    show_stage(job.intake.batch_id, LoadStage::waiting_to_retry);
    if (!is_passing(error)) job.attempt = 0;
    const auto pause_time = backoff(is_passing(error) ? ++job.waits : attempt);
    const std::int64_t acceptance = job.intake.acceptance;
    queued_.push(acceptance, std::move(job), std::chrono::steady_clock::now() + pause_time);
}

void JobRunner::finish_applied(const Intake& intake, const AppliedBatch& applied, std::stop_token stop) {
    if (events_.applied)
        (void)caught(intake, [&]() -> Result<void> {
            events_.applied(intake, applied);
            return {};
        });
    // Where this does not succeed before a stop, the next start does it: the fact store has the batch.
    insist(intake, stop, [&] {
        return ports_.intakes.finish(intake.batch_id, IntakeState::done, applied.outcomes, "",
                                     ports_.clock());
    });
    at_end(intake.batch_id);
}

void JobRunner::fail(const Intake& intake, const std::string& reason, std::stop_token stop) {
    insist(intake, stop, [&] {
        return ports_.intakes.finish(intake.batch_id, IntakeState::failed, {}, reason, ports_.clock());
    });
    tell_refused(intake);
    at_end(intake.batch_id);
}

// What the store has of the batch is told, so that it is told only of what is recorded.
void JobRunner::tell_refused(const Intake& intake) {
    if (!events_.refused) return;
    (void)caught(intake, [&]() -> Result<void> {
        const auto found = ports_.intakes.find(intake.workspace, intake.batch_id);
        if (!found) return found.error();
        const bool refused =
            *found && ((*found)->state == IntakeState::rejected || (*found)->state == IntakeState::failed);
        if (refused) events_.refused(**found);
        return {};
    });
}

// Where this does not succeed the attempt stays counted, and the next start goes on all the same.
void JobRunner::put_back(const Intake& intake) {
    const auto requeued = caught(intake, [&] { return ports_.intakes.requeue(intake.batch_id); });
    if (!requeued) log(intake, "was not put back: " + requeued.error().message);
}

template <class Step>
auto JobRunner::caught(const Intake& intake, Step step) -> std::invoke_result_t<Step> {
    try {
        return step();
    } catch (const std::exception& fault) {
        log(intake, std::string("exception: ") + fault.what());
        return Error{ErrorCode::internal,
                     "The server met an internal fault; its log has the details under the batch's id.",
                     {}};
    }
}

template <class Call>
auto JobRunner::insist(const Intake& intake, std::stop_token stop, Call call)
    -> std::optional<std::invoke_result_t<Call>> {
    for (int tries = 1;; ++tries) {
        auto answer = caught(intake, call);
        if (answer) return answer;
        if (!is_passing(answer.error()) && answer.error().code != ErrorCode::internal) {
            log(intake, "is refused by the store: " + answer.error().message);
            return answer;
        }
        log(intake, "the store does not answer: " + answer.error().message);
        if (!pause(backoff(tries), stop)) return std::nullopt;
    }
}

std::chrono::milliseconds JobRunner::backoff(int tries) const {
    auto time = limits_.backoff_first;
    for (int i = 1; i < tries && time < limits_.backoff_max; ++i) time *= 4;
    return std::min(time, limits_.backoff_max);
}

void JobRunner::show(const BatchId& id, const LoadProgress& progress) {
    const std::lock_guard lock(mutex_);
    progress_[id] = progress;
}

void JobRunner::show_stage(const BatchId& id, LoadStage stage) {
    const std::lock_guard lock(mutex_);
    progress_[id].stage = stage;
}

void JobRunner::at_end(const BatchId& id) {
    const std::lock_guard lock(mutex_);
    progress_.erase(id);
    cancelled_.erase(id);
    --unfinished_;
    idle_.notify_all();
}

void JobRunner::log(const Intake& intake, const std::string& what) const {
    if (events_.log) events_.log("batch " + intake.batch_id + " " + what);
}

}  // namespace insightflow
