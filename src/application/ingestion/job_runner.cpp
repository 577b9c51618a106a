#include "application/ingestion/job_runner.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace insightflow {

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
    for (Commit& commit : commits_.drain()) {
        if (const auto* staged = std::get_if<StagedJob>(&commit)) put_back(staged->job);
        if (auto* undo = std::get_if<UndoJob>(&commit))
            tell(*undo,
                 Error{ErrorCode::unavailable, "The server stops; the next one undoes the batch.", {}});
    }
    for (const Job& job : queued_.drain())
        if (job.attempt.number != 0) put_back(job);
}

void JobRunner::wait_idle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [&] { return unfinished_ == 0 || stopping_.stop_requested(); });
}

void JobRunner::enqueue(Intake intake) {
    const std::lock_guard lock(mutex_);
    const std::int64_t acceptance = intake.acceptance;
    Job job{std::move(intake)};
    job.alone = job.intake.attempts >= attempts_of_a_suspect;
    const auto ready_at = job.alone ? Clock::now() + backoff(job.intake.attempts) : Clock::time_point::min();
    if (queued_.push(acceptance, std::move(job), ready_at)) ++unfinished_;
}

void JobRunner::enqueue_undo(Intake intake, UndoTold told) {
    const std::int64_t number = -intake.acceptance;
    // A process that an undo ends must not be ended by it at once at its next start.
    const auto ready_at =
        intake.undo_attempts == 0 ? Clock::time_point::min() : Clock::now() + backoff(intake.undo_attempts);
    commits_.push(number, UndoJob{std::move(intake), std::move(told)}, ready_at);
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
    for (;;) {
        // Who takes a batch out of the line goes through the gate before the next one is taken: batches that
        // are loaded alone are loaded in their order.
        std::unique_lock turn(taking_turns_);
        auto job = queued_.pop(stop);
        if (!job) return;
        auto permit = gate_.enter(job->alone ? LoadGate::alone : loading_bytes(job->intake), stop);
        turn.unlock();
        read(std::move(*job), std::move(permit), stop);
    }
}

void JobRunner::apply_batches(std::stop_token stop) {
    while (auto next = commits_.pop(stop)) {
        if (auto* undo = std::get_if<UndoJob>(&*next))
            commit(std::move(*undo), stop);
        else
            commit(group_of(std::get<StagedJob>(*std::move(next))), stop);
    }
}

void JobRunner::read(Job job, std::optional<LoadGate::Permit> permit, std::stop_token stop) {
    if (!permit) {
        if (job.attempt.number != 0) put_back(job);
        return;
    }
    if (!begin_attempt(job, stop)) return;
    const BatchId id = job.intake.batch_id;
    job.times = {.waiting = std::max(ports_.clock() - job.intake.received_at, std::chrono::microseconds{})};
    job.stage_began = Clock::now();
    const auto report = [&](const LoadProgress& progress) { show(id, progress); };
    auto loaded =
        caught(job.intake, [&] { return load_batch(job.intake, job.attempt.number, ports_, report, stop); });
    job.times.reading = end_stage(job);
    if (!loaded && stop.stop_requested()) return put_back(job);
    // Somebody took the batch back meanwhile.
    if (!loaded && loaded.error().code == ErrorCode::conflict) return at_end(id);
    // No try brings back a body that is lost.
    if (!loaded && loaded.error().code == ErrorCode::unprocessable)
        return fail(job, loaded.error().message, stop);
    if (!loaded) return retry_or_fail(std::move(job), loaded.error(), stop);
    if (auto* end = std::get_if<BatchEnd>(&*loaded)) return finish_refused(job, std::move(*end), stop);
    show_stage(id, LoadStage::staged);
    const std::int64_t acceptance = job.intake.acceptance;
    StagedJob staged{job, std::get<StagedBatch>(std::move(*loaded)), std::move(*permit)};
    if (!commits_.push_when_room(acceptance, std::move(staged), limits_.staged_max, stop)) put_back(job);
}

std::vector<JobRunner::StagedJob> JobRunner::group_of(StagedJob first) {
    std::vector<StagedJob> group;
    group.reserve(group_batches_max);  // so that the batches stay where they are
    group.push_back(std::move(first));
    std::vector<const StagedBatch*> batches{&group.back().batch};
    for (;;) {
        auto next = commits_.pop_if([&](const Commit& waiting) {
            const auto* staged = std::get_if<StagedJob>(&waiting);
            return staged != nullptr && may_join(batches, staged->batch);
        });
        if (!next) return group;
        group.push_back(std::get<StagedJob>(*std::move(next)));
        batches.push_back(&group.back().batch);
    }
}

// A failure may be one batch's alone: then each half is tried by itself, and so on.
void JobRunner::commit(std::vector<StagedJob> waiting, std::stop_token stop) {
    std::vector<StagedJob> group;
    for (StagedJob& staged : waiting)
        if (is_current(staged.job, stop)) group.push_back(std::move(staged));
    if (group.empty()) return;
    Job& first = group.front().job;
    std::vector<const StagedBatch*> batches;
    for (auto& [job, batch, permit] : group) {
        job.times.staged += end_stage(job);
        show_stage(job.intake.batch_id, LoadStage::applying);
        batches.push_back(&batch);
    }
    // No stop here: the running apply is finished, so that a stop costs no work.
    const auto applied =
        caught(first.intake, [&] { return facts_.apply(batches, ports_.clock, std::stop_token{}); });
    if (!applied && group.size() > 1) {
        const std::size_t half = group.size() / 2;
        std::vector<StagedJob> others;
        for (std::size_t i = half; i < group.size(); ++i) others.push_back(std::move(group[i]));
        while (group.size() > half) group.pop_back();
        commit(std::move(group), stop);
        return commit(std::move(others), stop);
    }
    for (StagedJob& staged : group) staged.job.times.applying = end_stage(staged.job);
    if (applied) {
        finish_applied(group, *applied, stop);
        if (group.size() > 1) pause(std::min<Clock::duration>(first.times.applying, rest_max), stop);
        return;
    }
    if (applied.error().code != ErrorCode::unprocessable)
        return retry_or_fail(std::move(first), applied.error(), stop);
    finish_refused(first, rejected_as_a_whole(batches.front()->outcomes.received, applied.error().message),
                   stop);
}

void JobRunner::commit(UndoJob undo, std::stop_token stop) {
    if (!begin_undo_attempt(undo, stop)) return;
    const Intake& intake = undo.intake;
    const auto undone = caught(intake, [&] {
        return facts_.undo(intake.workspace, intake.batch_id, ports_.clock, std::stop_token{});
    });
    const auto code = undone ? ErrorCode::internal : undone.error().code;
    if (!undone && code == ErrorCode::not_found) cancel(intake);
    if (!undone && code != ErrorCode::not_found && code != ErrorCode::conflict)
        return retry_or_fail_undo(std::move(undo), undone.error(), stop);
    announce(intake, events_.undone, undone ? std::optional(*undone) : std::nullopt);
    tell(undo, {});
}

void JobRunner::cancel(const Intake& intake) {
    if (queued_.remove(intake.acceptance) || commits_.remove(intake.acceptance)) at_end(intake.batch_id);
}

// False where there is nothing to try: stopped, out of attempts, or at its end already.
bool JobRunner::begin_attempt(Job& job, std::stop_token stop) {
    if (job.attempt.number != 0) return true;
    const auto begun =
        insist(job.intake, stop, [&] { return ports_.intakes.begin_attempt(job.intake.batch_id); });
    if (!begun) return false;
    if (!*begun) {
        at_end(job.intake.batch_id);
        return false;
    }
    job.attempt = **begun;
    job.waits = 0;
    if (job.attempt.count <= limits_.attempts_max) return true;
    fail(job,
         std::to_string(limits_.attempts_max) +
             " attempts to load this batch did not come to an end: the server was killed, or met an internal "
             "fault. It will not be tried again by itself.",
         stop);
    return false;
}

// False where the attempt ends here: stopped, or somebody took the batch back.
bool JobRunner::is_current(const Job& job, std::stop_token stop) {
    const Intake& intake = job.intake;
    const auto current =
        insist(intake, stop, [&] { return ports_.intakes.is_current(intake.batch_id, job.attempt.number); });
    if (!current) {
        put_back(job);
        return false;
    }
    if (!*current || !**current) {
        at_end(intake.batch_id);
        return false;
    }
    return true;
}

// A batch that waits lets its rows go and is read again later: whatever is checked and in memory can be
// applied at once, and no thread that reads waits for one that does not.
void JobRunner::retry_or_fail(Job job, const Error& error, std::stop_token stop) {
    const int attempt = job.attempt.count;
    log(job.intake, "attempt " + std::to_string(attempt) + " did not succeed: " + error.message);
    if (!is_passing(error) && attempt >= limits_.attempts_max)
        return fail(job, "Given up after " + std::to_string(attempt) + " attempts. " + error.message, stop);
    show_stage(job.intake.batch_id, LoadStage::waiting_to_retry);
    if (!is_passing(error)) job.attempt = {};
    const auto pause_time = backoff(is_passing(error) ? ++job.waits : attempt);
    const std::int64_t acceptance = job.intake.acceptance;
    queued_.push(acceptance, std::move(job), Clock::now() + pause_time);
}

void JobRunner::finish_applied(std::span<const StagedJob> group, std::span<const AppliedBatch> applied,
                               std::stop_token stop) {
    std::vector<AppliedAttempt> attempts;
    for (std::size_t i = 0; i < group.size(); ++i) {
        const Job& job = group[i].job;
        announce(job.intake, events_.applied, applied[i]);
        attempts.push_back({job.intake.batch_id, job.attempt.number, applied[i].outcomes, job.times});
    }
    // Where this does not succeed before a stop, the next start does it: the fact store has the batches.
    insist(group.front().job.intake, stop,
           [&] { return ports_.intakes.finish_applied(attempts, ports_.clock()); });
    for (const StagedJob& staged : group) at_end(staged.job.intake.batch_id);
}

// What the store has of the batch is told, so that it is told only of what is recorded.
void JobRunner::finish_refused(const Job& job, BatchEnd end, std::stop_token stop) {
    const Intake& intake = job.intake;
    end.times = job.times;
    insist(intake, stop,
           [&] { return ports_.intakes.finish(intake.batch_id, job.attempt.number, end, ports_.clock()); });
    if (events_.refused)
        (void)caught(intake, [&]() -> Result<void> {
            const auto found = ports_.intakes.find(intake.workspace, intake.batch_id);
            if (!found) return found.error();
            const bool refused = *found && ((*found)->state == IntakeState::rejected ||
                                            (*found)->state == IntakeState::failed);
            if (refused) events_.refused(**found);
            return {};
        });
    at_end(intake.batch_id);
}

void JobRunner::fail(const Job& job, const std::string& reason, std::stop_token stop) {
    finish_refused(job, {IntakeState::failed, {}, reason, {}}, stop);
}

// Where this does not succeed the attempt stays counted, and the next start goes on all the same.
void JobRunner::put_back(const Job& job) {
    const Intake& intake = job.intake;
    const auto requeued =
        caught(intake, [&] { return ports_.intakes.requeue(intake.batch_id, job.attempt.number); });
    if (!requeued) log(intake, "was not put back: " + requeued.error().message);
}

// False where there is nothing to try: stopped, out of tries, or nobody wants it undone any more.
bool JobRunner::begin_undo_attempt(UndoJob& undo, std::stop_token stop) {
    if (undo.attempt != 0) return true;
    const Intake& intake = undo.intake;
    const auto begun =
        insist(intake, stop, [&] { return ports_.intakes.begin_undo_attempt(intake.batch_id); });
    if (!begun || !*begun) {
        tell(undo, begun ? begun->error()
                         : Error{ErrorCode::unavailable, "The server stops; the next one undoes the batch."});
        return false;
    }
    undo.attempt = **begun;
    undo.waits = 0;
    if (undo.attempt <= limits_.attempts_max) return true;
    fail_undo(std::move(undo),
              std::to_string(limits_.attempts_max) +
                  " attempts to take this batch back did not come to an end: the server was killed, or met "
                  "an internal fault.",
              stop);
    return false;
}

void JobRunner::retry_or_fail_undo(UndoJob undo, const Error& error, std::stop_token stop) {
    log(undo.intake, "is not undone yet: " + error.message);
    const int attempt = undo.attempt;
    if (!is_passing(error) && attempt >= limits_.attempts_max)
        return fail_undo(std::move(undo),
                         "Given up after " + std::to_string(attempt) + " attempts to take this batch back. " +
                             error.message,
                         stop);
    tell(undo, error);
    if (!is_passing(error)) undo.attempt = 0;
    const auto pause_time = backoff(is_passing(error) ? ++undo.waits : attempt);
    const std::int64_t number = -undo.intake.acceptance;
    commits_.push(number, std::move(undo), Clock::now() + pause_time);
}

void JobRunner::fail_undo(UndoJob undo, const std::string& reason, std::stop_token stop) {
    const std::string text = reason + " It still counts. Ask again to try again.";
    const auto failed =
        insist(undo.intake, stop, [&] { return ports_.intakes.fail_undo(undo.intake.batch_id, text); });
    if (failed && *failed) announce(undo.intake, events_.undo_failed, text);
    tell(undo, Error{ErrorCode::internal, text, {}});
}

template <class Event, class... What>
void JobRunner::announce(const Intake& intake, const Event& event, const What&... what) {
    if (!event) return;
    (void)caught(intake, [&]() -> Result<void> {
        event(intake, what...);
        return {};
    });
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
    --unfinished_;
    idle_.notify_all();
}

std::chrono::microseconds JobRunner::end_stage(Job& job) {
    const auto began = std::exchange(job.stage_began, Clock::now());
    return std::chrono::duration_cast<std::chrono::microseconds>(job.stage_began - began);
}

void JobRunner::tell(UndoJob& undo, const Result<void>& result) {
    if (undo.told) std::exchange(undo.told, {})(result);
}

void JobRunner::log(const Intake& intake, const std::string& what) const {
    if (events_.log) events_.log("batch " + intake.batch_id + " " + what);
}

}  // namespace insightflow
