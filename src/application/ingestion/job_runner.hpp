// Loads accepted batches: several threads read and check them, ONE thread applies them. A batch is tried at
// least once and, because apply is idempotent, counts exactly once. Its truth is in the stores; what is held
// here may be lost at any time (see recover.hpp).
//
// An attempt is counted durably before it begins. An exception or an error of the batch's own ends it; after
// attempts_max of them the batch is failed, with the reason in words; the pauses between attempts grow,
// also over crashes. A full disk and a store that is out of order are nobody's fault: they are waited
// out, uncounted. A batch that waits for its next try is not kept in memory; it is read again.
//
// What an attempt writes carries its number, and counts only while it is the batch's last (see IntakeStore):
// before it is applied the ledger is asked once more. So who takes a batch back need not find the thread that
// has it.
//
// A batch is undone by the thread that applies, so that it is either applied by then or will not be. An undo
// that does not succeed has as many tries as a batch; then it has failed, which the batch says, and its rows
// still count.
//
// Whether a batch that was being loaded when the process ended was the reason is not known. Where that came
// twice, it is loaded alone the next time: one batch that ends the process cannot use up the attempts of
// those beside it. Once may be any end of a process, and then many small batches that waited go on together.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "application/ingestion/batch_group.hpp"
#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/load_batch.hpp"
#include "application/ingestion/load_gate.hpp"
#include "application/ingestion/trying_again.hpp"
#include "application/ingestion/waiting_line.hpp"

namespace insightflow {

struct JobLimits {
    std::size_t parse_threads = 4;  // with small batches most of their time they wait for the disk
    // Checked batches that wait for the apply thread; they are in memory, and within loading_bytes_max. Small
    // ones that wait together are applied together.
    std::size_t staged_max = group_batches_max;
    // Bodies of the batches that are read, wait or are applied at a time; a larger one is loaded alone, and
    // of one that may be packed counts what it may come to. The memory that loading takes is two to four
    // times as much where a row is a line of text, and up to what BatchLimits lets each batch have where a
    // body is made to need it.
    std::uint64_t loading_bytes_max = 256ULL << 20;
    int attempts_max = 5;
    // The pause after the first failed try; each further one is four times as long, up to the greatest.
    std::chrono::milliseconds backoff_first{500};
    std::chrono::milliseconds backoff_max{30'000};
};

// Called from the threads of the runner. Each may be empty.
struct JobEvents {
    // The batch counts from now on.
    std::function<void(const Intake&, const AppliedBatch&)> applied{};
    // The batch is at its end, rejected or failed, with the outcomes that it has there.
    std::function<void(const Intake&)> refused{};
    // The batch does not count any more. Without an AppliedBatch it never did.
    std::function<void(const Intake&, const std::optional<AppliedBatch>&)> undone{};
    // The batch was to be taken back, could not be, and is not tried again: it still counts.
    std::function<void(const Intake&, const std::string& reason)> undo_failed{};
    // A line for the log, with the internal detail that batches' errors do not carry.
    std::function<void(const std::string&)> log{};
};

class JobRunner final : public BatchQueue, public ProgressSource {
public:
    JobRunner(LoadPorts ports, FactStore& facts, JobLimits limits = {}, JobEvents events = {});
    // Stops.
    ~JobRunner() override;

    // Begins to work; what was enqueued before waits until then.
    void start();

    // What is in memory at a time; others that read bodies go through it too.
    LoadGate& gate() { return gate_; }

    // Finishes the running apply, interrupts reading, leaves everything else in the stores, where the next
    // start finds it. Attempts that are interrupted or put off do not count. Afterwards the runner does not
    // work any more.
    void stop();

    // Returns when every batch that was enqueued is at its end, or as soon as stop() is called.
    void wait_idle();

    void enqueue(Intake intake) override;
    void enqueue_undo(Intake intake, UndoTold told) override;
    std::size_t backlog() const override;
    std::optional<LoadProgress> progress(const BatchId& id) const override;

private:
    using Clock = std::chrono::steady_clock;

    // attempt without a number: none under way, the next try begins one. waits: how often this attempt was
    // put off. alone: earlier processes ended after they had begun an attempt, perhaps in its midst.
    struct Job {
        Intake intake{};
        Attempt attempt{};
        int waits = 0;
        bool alone = false;
        StageTimes times{};
        Clock::time_point stage_began{};
    };
    struct StagedJob {
        Job job;
        StagedBatch batch;
        LoadGate::Permit permit;
    };
    // attempt 0: as above.
    struct UndoJob {
        Intake intake;
        UndoTold told;
        int attempt = 0;
        int waits = 0;
    };
    using Commit = std::variant<StagedJob, UndoJob>;

    void read_batches(std::stop_token stop);
    void apply_batches(std::stop_token stop);
    // Without a permit it was stopped.
    void read(Job job, std::optional<LoadGate::Permit> permit, std::stop_token stop);
    // The job, and those that wait behind it and may share its transaction.
    std::vector<StagedJob> group_of(StagedJob first);
    void commit(std::vector<StagedJob> waiting, std::stop_token stop);
    void commit(UndoJob undo, std::stop_token stop);
    // A batch that waits and must not be applied lets its room go. One that a thread has finds out by itself.
    void cancel(const Intake& intake);

    bool begin_attempt(Job& job, std::stop_token stop);
    bool is_current(const Job& job, std::stop_token stop);
    void retry_or_fail(Job job, const Error& error, std::stop_token stop);
    void finish_applied(std::span<const StagedJob> group, std::span<const AppliedBatch> applied,
                        std::stop_token stop);
    void finish_refused(const Job& job, BatchEnd end, std::stop_token stop);
    void fail(const Job& job, const std::string& reason, std::stop_token stop);
    void put_back(const Job& job);
    bool begin_undo_attempt(UndoJob& undo, std::stop_token stop);
    void retry_or_fail_undo(UndoJob undo, const Error& error, std::stop_token stop);
    void fail_undo(UndoJob undo, const std::string& reason, std::stop_token stop);
    // What an event's handler throws is in the log.
    template <class Event, class... What>
    void announce(const Intake& intake, const Event& event, const What&... what);

    // The step's answer; an exception becomes an internal error, its text a line in the log.
    template <class Step>
    auto caught(const Intake& intake, Step step) -> std::invoke_result_t<Step>;
    // Calls until the store is in order again; nullopt where stopped first. An error that it then answers
    // is in the log.
    template <class Call>
    auto insist(const Intake& intake, std::stop_token stop, Call call)
        -> std::optional<std::invoke_result_t<Call>>;

    std::chrono::milliseconds backoff(int tries) const {
        return pause_after(tries, limits_.backoff_first, limits_.backoff_max);
    }
    void show(const BatchId& id, const LoadProgress& progress);
    void show_stage(const BatchId& id, LoadStage stage);
    void at_end(const BatchId& id);
    // What the stage took that ends now.
    static std::chrono::microseconds end_stage(Job& job);
    static void tell(UndoJob& undo, const Result<void>& result);
    void log(const Intake& intake, const std::string& what) const;

    LoadPorts ports_;
    FactStore& facts_;
    JobLimits limits_;
    JobEvents events_;
    LoadGate gate_;
    std::mutex taking_turns_{};
    WaitingLine<Job> queued_{};
    // Undos go first: their numbers are negative.
    WaitingLine<Commit> commits_{};
    std::stop_source stopping_{};
    std::vector<std::jthread> threads_{};

    mutable std::mutex mutex_{};
    std::condition_variable idle_{};
    std::size_t unfinished_ = 0;
    std::map<BatchId, LoadProgress> progress_{};
};

}  // namespace insightflow
