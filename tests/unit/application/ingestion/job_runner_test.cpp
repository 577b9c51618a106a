#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "unit/application/ingestion/job_runner_fixture.hpp"

namespace insightflow::testing {
namespace {

using namespace std::chrono_literals;

TEST_F(JobRunnerTest, ABatchIsAppliedAndDone) {
    run_to_the_end({taken_in(1)});
    const Intake after = intakes_.get(numbered_id(1));
    EXPECT_EQ(after.state, IntakeState::done);
    EXPECT_EQ(after.attempts, 1);
    EXPECT_EQ(after.error, "");
    EXPECT_TRUE(after.outcomes.adds_up());
    EXPECT_EQ(after.outcomes.added, 2);
    EXPECT_EQ(facts_.order(), std::vector<BatchId>{numbered_id(1)});
    EXPECT_EQ(events_, std::vector<BatchId>{numbered_id(1)});
    EXPECT_EQ(log_, "");
}

TEST_F(JobRunnerTest, BatchesAreTakenInTheOrderOfAcceptance) {
    run_to_the_end({taken_in(3), taken_in(1), taken_in(4), taken_in(2)});
    const std::vector<BatchId> in_order{numbered_id(1), numbered_id(2), numbered_id(3), numbered_id(4)};
    EXPECT_EQ(intakes_.attempts(), in_order);
    EXPECT_EQ(facts_.order(), in_order);
}

TEST_F(JobRunnerTest, ABatchThatWasUnderWayAtACrashLetsOthersGoFirst) {
    const auto running = runner(1, 300ms);
    Intake interrupted = taken_in(1);
    interrupted.attempts = 2;
    running->enqueue(interrupted);
    running->enqueue(taken_in(2));
    running->start();
    running->wait_idle();
    EXPECT_EQ(facts_.order(), (std::vector<BatchId>{numbered_id(2), numbered_id(1)}));
}

TEST_F(JobRunnerTest, BatchesThatWereUnderWayAtTwoCrashesAreLoadedOneByOne) {
    std::vector<Intake> interrupted;
    for (int n = 1; n <= 8; ++n) interrupted.emplace_back(taken_in(n)).attempts = 2;
    EXPECT_EQ(most_loaded_at_once(interrupted), 1);
    EXPECT_EQ(facts_.order().size(), 8u);
}

TEST_F(JobRunnerTest, BatchesThatWereUnderWayAtOneCrashGoOnTogether) {
    std::vector<Intake> interrupted;
    for (int n = 1; n <= 8; ++n) interrupted.emplace_back(taken_in(n)).attempts = 1;
    EXPECT_GT(most_loaded_at_once(interrupted), 1);
    EXPECT_EQ(facts_.order().size(), 8u);
}

TEST_F(JobRunnerTest, BatchesThatAreTooLargeTogetherAreLoadedOneByOne) {
    std::vector<Intake> large;
    for (int n = 1; n <= 4; ++n)
        large.emplace_back(taken_in(n)).body.bytes = JobLimits{}.loading_bytes_max / 2 + n;
    EXPECT_EQ(most_loaded_at_once(large), 1);
    EXPECT_EQ(facts_.order().size(), 4u);
}

TEST_F(JobRunnerTest, ManyThreadsApplyEachBatchOnce) {
    std::vector<Intake> intakes;
    for (int n = 1; n <= 200; ++n) intakes.push_back(taken_in(n));
    run_to_the_end(intakes, 4);
    EXPECT_EQ(facts_.order().size(), 200u);
    for (int n = 1; n <= 200; ++n) EXPECT_EQ(intakes_.get(numbered_id(n)).state, IntakeState::done);
}

TEST_F(JobRunnerTest, BatchesThatComeWhileItWorksAreLoadedToo) {
    const auto running = runner(2);
    running->start();
    for (int n = 1; n <= 50; ++n) running->enqueue(taken_in(n));
    running->wait_idle();
    EXPECT_EQ(facts_.order().size(), 50u);
}

TEST_F(JobRunnerTest, ABodyThatIsLostFailsAtOnceWithTheReason) {
    const Intake intake = taken_in(1);
    ASSERT_TRUE(spool_.remove(intake.batch_id));
    run_to_the_end({intake}, 1);
    const Intake ended = intakes_.get(intake.batch_id);
    EXPECT_EQ(ended.state, IntakeState::failed);
    EXPECT_EQ(ended.attempts, 1);
    EXPECT_THAT(ended.error,
                ::testing::HasSubstr("The stored body of this batch is not there: send it again"));
}

TEST_F(JobRunnerTest, AnExceptionWhileReadingIsTriedAgain) {
    reading_ = crash_at("read", 1, 2);
    run_to_the_end({taken_in(1)});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(1)).attempts, 3);
    EXPECT_NE(log_.find("crash at read"), std::string::npos);
}

TEST_F(JobRunnerTest, AfterAnExceptionWhileApplyingABatchIsReadAgain) {
    int reads = 0;
    reading_ = [&](const std::string& step) { reads += step == "read"; };
    facts_.hook = crash_at("apply", 1, 2);
    run_to_the_end({taken_in(1)});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(1)).attempts, 3);
    EXPECT_EQ(reads, 3);
}

TEST_F(JobRunnerTest, AfterFiveAttemptsABatchIsFailedInWordsWithoutInternals) {
    reading_ = crash_at("read", 1, 1000);
    run_to_the_end({taken_in(1)});
    const Intake after = intakes_.get(numbered_id(1));
    EXPECT_EQ(after.state, IntakeState::failed);
    EXPECT_EQ(after.attempts, 5);
    EXPECT_NE(after.error.find("5 attempts"), std::string::npos);
    EXPECT_EQ(after.error.find("crash"), std::string::npos);
    EXPECT_TRUE(facts_.order().empty());
    EXPECT_EQ(refused_.at(0).state, IntakeState::failed);
}

TEST_F(JobRunnerTest, ABatchThatCannotBeAppliedIsFailedAndOthersGoOn) {
    facts_.refuse = [](const StagedBatch& batch) -> std::optional<Error> {
        if (batch.acceptance == 1) return Error{ErrorCode::internal, "The store refused it.", {}};
        return std::nullopt;
    };
    run_to_the_end({taken_in(1), taken_in(2), taken_in(3)});
    const Intake first = intakes_.get(numbered_id(1));
    EXPECT_EQ(first.state, IntakeState::failed);
    EXPECT_EQ(first.attempts, 5);
    EXPECT_NE(first.error.find("The store refused it."), std::string::npos);
    EXPECT_EQ(facts_.order(), (std::vector<BatchId>{numbered_id(2), numbered_id(3)}));
}

TEST_F(JobRunnerTest, AShapeThatDoesNotFitRejectsAllRows) {
    facts_.refuse = [](const StagedBatch&) {
        return std::optional(
            Error{ErrorCode::unprocessable, "The source has day rows, the batch hour rows.", {}});
    };
    run_to_the_end({taken_in(1)});
    const Intake after = intakes_.get(numbered_id(1));
    EXPECT_EQ(after.state, IntakeState::rejected);
    EXPECT_EQ(after.attempts, 1);
    EXPECT_EQ(after.outcomes, (RowOutcomes{2, 0, 2, 0, 0, 0, 0, 0}));
    EXPECT_EQ(after.error, "The source has day rows, the batch hour rows.");
    EXPECT_EQ(refused_.at(0).outcomes, after.outcomes);
}

TEST_F(JobRunnerTest, ARejectedFileDoesNotReachTheFactStore) {
    run_to_the_end({taken_in(1, good_body + "\n!")});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::rejected);
    EXPECT_TRUE(facts_.order().empty());
    EXPECT_TRUE(events_.empty());
    EXPECT_EQ(refused_.size(), 1u);
}

TEST_F(JobRunnerTest, AFullDiskIsWaitedOutWithoutCounting) {
    int left = 20;
    facts_.refuse = [&](const StagedBatch&) -> std::optional<Error> {
        if (left-- > 0) return Error{ErrorCode::storage_full, "No room.", {}};
        return std::nullopt;
    };
    run_to_the_end({taken_in(1)});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(1)).attempts, 1);
}

TEST_F(JobRunnerTest, BatchesThatWaitForTheirNextTryLeaveTheRoomToOthers) {
    const int waiting = static_cast<int>(JobLimits{}.staged_max) + 1;
    std::latch applied(1);
    facts_.refuse = [&](const StagedBatch& batch) -> std::optional<Error> {
        if (batch.acceptance <= waiting) return Error{ErrorCode::storage_full, "No room.", {}};
        return std::nullopt;
    };
    facts_.hook = [&](const std::string& step) {
        if (step == "applied") applied.count_down();
    };
    const auto running = runner(1, 1h);
    for (int n = 1; n <= waiting + 1; ++n) running->enqueue(taken_in(n));
    running->start();
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!applied.try_wait() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    running->stop();
    EXPECT_EQ(facts_.order(), std::vector<BatchId>{numbered_id(waiting + 1)});
}

TEST_F(JobRunnerTest, WhatTheStoreRefusesToRecordIsLogged) {
    intakes_.finish_error = not_found("The record is gone.");
    for (const auto& [step, code] : {std::pair{"apply", std::optional<ErrorCode>{}},
                                     std::pair{"reject", std::optional{ErrorCode::unprocessable}},
                                     std::pair{"fail", std::optional{ErrorCode::internal}}}) {
        log_.clear();
        facts_.refuse = [&](const StagedBatch&) -> std::optional<Error> {
            if (code) return Error{*code, "Not this one.", {}};
            return std::nullopt;
        };
        run_to_the_end({taken_in(1)});
        EXPECT_NE(log_.find(numbered_id(1) + " is refused by the store: The record is gone."),
                  std::string::npos)
            << step;
    }
}

TEST_F(JobRunnerTest, AStoreThatIsOutOfOrderIsWaitedOut) {
    intakes_.hook = crash_at("begin_attempt", 1, 7);
    run_to_the_end({taken_in(1)});
    intakes_.hook = crash_at("finish", 1, 7);
    run_to_the_end({taken_in(2)});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(2)).state, IntakeState::done);
    EXPECT_EQ(facts_.order().size(), 2u);
}

TEST_F(JobRunnerTest, ABatchThatBroughtTheServerDownFiveTimesIsNotTriedAgain) {
    Intake intake = taken_in(1);
    intake.state = IntakeState::loading;
    intake.attempts = 5;
    intakes_.put(intake);
    run_to_the_end({intake});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::failed);
    EXPECT_NE(intakes_.get(numbered_id(1)).error.find("did not come to an end"), std::string::npos);
    EXPECT_TRUE(facts_.order().empty());
}

TEST_F(JobRunnerTest, ABatchAtItsEndIsLeftAlone) {
    Intake intake = taken_in(1);
    intake.state = IntakeState::rejected;
    intakes_.put(intake);
    run_to_the_end({intake});
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::rejected);
    EXPECT_TRUE(facts_.order().empty());
    EXPECT_NE(log_.find("at its end"), std::string::npos);
}

TEST_F(JobRunnerTest, AnEventThatThrowsDoesNotUndoTheBatch) {
    LoadPorts ports{intakes_, spool_,
                    [this](BodyFormat) { return std::make_unique<FakeReader>(spool_, reading_); },
                    [](std::string_view text) { return std::string(text); }, [] { return noon; }};
    JobRunner running(std::move(ports), facts_, {},
                      {[](const Intake&, const AppliedBatch&) { throw Crash("in the event"); }, {}});
    running.enqueue(taken_in(1));
    running.start();
    running.wait_idle();
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
}

TEST_F(JobRunnerTest, AStopWhileReadingLeavesTheBatchQueuedAndUncounted) {
    std::latch reading(1);
    std::latch go_on(1);
    reading_ = [&](const std::string& step) {
        if (step != "read") return;
        reading.count_down();
        go_on.wait();
    };
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->enqueue(taken_in(2));
    running->start();
    reading.wait();
    std::jthread stopper([&] { running->stop(); });
    running->wait_idle();  // returns once the stop is asked for, although two batches wait
    go_on.count_down();
    stopper.join();
    for (int n = 1; n <= 2; ++n) expect_as_if_never_tried(n);
    EXPECT_TRUE(facts_.order().empty());
}

TEST_F(JobRunnerTest, AStopWhileApplyingFinishesTheApply) {
    std::latch applying(1);
    std::latch go_on(1);
    facts_.hook = [&](const std::string& step) {
        if (step != "apply") return;
        applying.count_down();
        go_on.wait();
    };
    const auto running = runner();
    running->enqueue(taken_in(1));
    running->start();
    applying.wait();
    for (int n = 2; n <= 5; ++n) running->enqueue(taken_in(n));
    wait_for_stage(*running, 4, LoadStage::staged);  // there is room for 2 and 3; this one waits for it
    std::jthread stopper([&] { running->stop(); });
    running->wait_idle();
    go_on.count_down();
    stopper.join();
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
    EXPECT_EQ(facts_.order(), std::vector<BatchId>{numbered_id(1)});
    for (int n = 2; n <= 5; ++n) expect_as_if_never_tried(n);
}

TEST_F(JobRunnerTest, AStopDoesNotWaitForARetry) {
    reading_ = crash_at("read", 1, 1000);
    const auto running = runner(1, 1h);
    running->enqueue(taken_in(1));
    running->start();
    wait_for_stage(*running, 1, LoadStage::waiting_to_retry);
    running->stop();
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::loading);
    EXPECT_EQ(intakes_.get(numbered_id(1)).attempts, 1);
}

TEST_F(JobRunnerTest, AnAttemptThatAFullDiskPutOffIsForgottenAtAStop) {
    facts_.refuse = [](const StagedBatch&) {
        return std::optional(Error{ErrorCode::storage_full, "No room.", {}});
    };
    const auto running = runner(1, 1h);
    running->enqueue(taken_in(1));
    running->start();
    wait_for_stage(*running, 1, LoadStage::waiting_to_retry);
    running->stop();
    expect_as_if_never_tried(1);
}

TEST_F(JobRunnerTest, ProgressIsThereWhileABatchIsInWork) {
    std::latch reading(1);
    std::latch go_on(1);
    reading_ = [&, rows = std::make_shared<int>(0)](const std::string& step) {
        if (step != "row" || ++*rows != 2) return;
        reading.count_down();
        go_on.wait();
    };
    const auto running = runner();
    Intake intake = taken_in(1);
    intake.body.bytes = good_body.size();
    running->enqueue(intake);
    EXPECT_EQ(running->progress(numbered_id(1)), std::nullopt);
    running->start();
    reading.wait();
    EXPECT_EQ(running->progress(numbered_id(1)), (LoadProgress{LoadStage::reading, 1, good_body.size(), 1}));
    EXPECT_EQ(running->backlog(), 1u);
    go_on.count_down();
    running->wait_idle();
    EXPECT_EQ(running->progress(numbered_id(1)), std::nullopt);
}

}  // namespace
}  // namespace insightflow::testing
