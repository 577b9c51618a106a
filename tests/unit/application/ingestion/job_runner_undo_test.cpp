// Batches that are taken back while the runner has them, or had them.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <thread>

#include "unit/application/ingestion/job_runner_fixture.hpp"

namespace insightflow::testing {
namespace {

// What the use case does, with what the runner told.
class JobRunnerUndo : public JobRunnerTest {
protected:
    void take_back(JobRunner& running, int n) {
        const auto intake = intakes_.begin_undo(workspace, numbered_id(n), noon, {});
        running.enqueue_undo(intake.value(), [this](const Result<void>& result) {
            const std::lock_guard lock(log_mutex_);
            told_.push_back(result ? "undone" : result.error().message);
            changed_.notify_all();
        });
    }
    std::vector<std::string> wait_for_told(std::size_t count) {
        std::unique_lock lock(log_mutex_);
        changed_.wait(lock, [&] { return told_.size() >= count; });
        return told_;
    }

    std::vector<std::string> told_{};
    std::condition_variable changed_{};
};

TEST_F(JobRunnerUndo, AnAppliedBatchIsUndoneInTheFactStore) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    running->wait_idle();
    take_back(*running, 1);
    EXPECT_EQ(wait_for_told(1), std::vector<std::string>{"undone"});
    const BatchId id = numbered_id(1);
    EXPECT_TRUE(facts_.applied(workspace, {&id, 1}).value().front().undo);
    EXPECT_EQ(undone_, std::vector<BatchId>{id});
}

TEST_F(JobRunnerUndo, ABatchThatWaitsIsNeverApplied) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->enqueue(taken_in(2));
    take_back(*running, 1);
    running->start();
    EXPECT_EQ(wait_for_told(1), std::vector<std::string>{"undone"});
    running->wait_idle();
    EXPECT_EQ(facts_.order(), std::vector<BatchId>{numbered_id(2)});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::undone);
    EXPECT_EQ(running->backlog(), 0u);
}

TEST_F(JobRunnerUndo, ABatchThatIsBeingReadIsNeverApplied) {
    std::latch reading(1);
    std::latch told(1);
    reading_ = [&](const std::string& step) {
        if (step != "read") return;
        reading.count_down();
        told.wait();
    };
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    reading.wait();
    take_back(*running, 1);
    wait_for_told(1);
    told.count_down();
    running->wait_idle();
    EXPECT_TRUE(facts_.order().empty());
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::undone);
}

TEST_F(JobRunnerUndo, ABatchThatIsBeingAppliedIsUndoneAfterIt) {
    std::latch applying(1);
    std::latch on_record(1);
    facts_.hook = [&](const std::string& step) {
        if (step != "apply") return;
        applying.count_down();
        on_record.wait();
    };
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    applying.wait();
    take_back(*running, 1);
    on_record.count_down();
    wait_for_told(1);
    const BatchId id = numbered_id(1);
    EXPECT_TRUE(facts_.applied(workspace, {&id, 1}).value().front().undo);
    EXPECT_EQ(intakes_.get(id).state, IntakeState::undone);
}

TEST_F(JobRunnerUndo, AnUndoThatFailsIsToldOnceAndTriedUntilItIsDone) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    running->wait_idle();
    std::atomic<int> tries = 0;
    facts_.hook = [&](const std::string& step) {
        if (step == "undo" && ++tries < 3) throw Crash("no disk");
    };
    take_back(*running, 1);
    const auto told = wait_for_told(1);
    EXPECT_NE(told[0], "undone");
    const BatchId id = numbered_id(1);
    while (!facts_.applied(workspace, {&id, 1}).value().front().undo) std::this_thread::yield();
    EXPECT_EQ(tries, 3);
    running->stop();
    EXPECT_EQ(told_.size(), 1u);
}

TEST_F(JobRunnerUndo, AnUndoThatDoesNotSucceedHasFiveTries) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    running->wait_idle();
    std::atomic<int> tries = 0;
    facts_.hook = [&](const std::string& step) {
        if (step == "undo" && ++tries > 0) throw Crash("a fault of ours");
    };
    take_back(*running, 1);
    wait_for_told(1);
    while (intakes_.get(numbered_id(1)).state != IntakeState::undo_failed) std::this_thread::yield();
    running->stop();
    EXPECT_EQ(tries, 5);
    EXPECT_EQ(undo_failed_, std::vector<BatchId>{numbered_id(1)});
    EXPECT_NE(intakes_.get(numbered_id(1)).error.find("5 attempts"), std::string::npos);
    EXPECT_TRUE(undone_.empty());
}

TEST_F(JobRunnerUndo, AfterItFailedItCanBeAskedForAgain) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    running->wait_idle();
    std::atomic<int> tries = 0;
    facts_.hook = [&](const std::string& step) {
        if (step == "undo" && ++tries <= 5) throw Crash("a fault of ours");
    };
    take_back(*running, 1);
    while (intakes_.get(numbered_id(1)).state != IntakeState::undo_failed) std::this_thread::yield();
    take_back(*running, 1);
    EXPECT_EQ(wait_for_told(2)[1], "undone");
    EXPECT_EQ(intakes_.get(numbered_id(1)).error, "");
}

TEST_F(JobRunnerUndo, AFullDiskIsWaitedOut) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    running->wait_idle();
    std::atomic<int> tries = 0;
    facts_.refuse_undo = [&]() -> std::optional<Error> {
        if (++tries > 8) return std::nullopt;
        return Error{ErrorCode::storage_full, "full"};
    };
    take_back(*running, 1);
    while (tries < 9) std::this_thread::sleep_for(1ms);
    running->stop();
    EXPECT_EQ(tries, 9);
    EXPECT_EQ(undone_.size(), 1u);
    EXPECT_EQ(intakes_.get(numbered_id(1)).undo_attempts, 1);
}

// Each start counts a try before it does anything: one that ends the process does not do so for ever.
TEST_F(JobRunnerUndo, UndosThatEndTheProcessAreCounted) {
    Intake intake = taken_in(1);
    intakes_.put(intake);
    StagedBatch batch;
    batch.batch_id = intake.batch_id;
    ASSERT_TRUE(facts_.apply_one(batch, at(noon), {}));
    ASSERT_TRUE(intakes_.begin_undo(workspace, intake.batch_id, noon, {}));
    for (int n = 0; n < 5; ++n) ASSERT_TRUE(intakes_.begin_undo_attempt(intake.batch_id));
    const auto running = runner();
    running->start();
    running->enqueue_undo(intakes_.get(intake.batch_id), {});
    while (intakes_.get(intake.batch_id).state != IntakeState::undo_failed) std::this_thread::yield();
    EXPECT_FALSE(facts_.applied(workspace, {&intake.batch_id, 1}).value().front().undo);
}

TEST_F(JobRunnerUndo, ABatchThatIsCheckedAndWaitsIsNeverApplied) {
    std::latch applying(1);
    std::latch on_record(1);
    facts_.hook = [&](const std::string& step) {
        if (step != "apply") return;
        applying.count_down();
        on_record.wait();
    };
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    applying.wait();
    running->enqueue(taken_in(2));  // too late for the transaction of the first
    wait_for_stage(*running, 2, LoadStage::staged);
    take_back(*running, 2);
    on_record.count_down();
    wait_for_told(1);
    running->wait_idle();
    EXPECT_EQ(facts_.order(), std::vector<BatchId>{numbered_id(1)});
    EXPECT_EQ(running->backlog(), 0u);
}

TEST_F(JobRunnerUndo, UndosThatFailHoldUpNoBatch) {
    const auto running = runner(1, 1h);
    for (int n = 1; n <= 3; ++n) running->enqueue(taken_in(n));
    running->start();
    running->wait_idle();
    facts_.hook = [&](const std::string& step) {
        if (step == "undo") throw Crash("no memory");
    };
    for (int n = 1; n <= 3; ++n) take_back(*running, n);
    wait_for_told(3);
    for (int n = 4; n <= 7; ++n) running->enqueue(taken_in(n));
    running->wait_idle();
    EXPECT_EQ(facts_.order().size(), 7u);
}

TEST_F(JobRunnerUndo, AStopTellsThatTheNextStartUndoes) {
    const auto running = runner();
    running->enqueue(taken_in(1));
    take_back(*running, 1);
    running->stop();
    EXPECT_EQ(wait_for_told(1).size(), 1u);
    EXPECT_NE(told_[0], "undone");
}

}  // namespace
}  // namespace insightflow::testing
