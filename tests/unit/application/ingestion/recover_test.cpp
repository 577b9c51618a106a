#include "application/ingestion/recover.hpp"

#include <gtest/gtest.h>

#include "application/ingestion/job_runner.hpp"
#include "domain/base/ulid.hpp"
#include "unit/application/ingestion/fake_queue.hpp"
#include "unit/application/ingestion/fake_reader.hpp"

namespace insightflow::testing {
namespace {

class RecoverTest : public ::testing::Test {
protected:
    Intake put(int n, IntakeState state, bool with_body = true) {
        Intake intake = numbered_intake(n);
        intake.state = state;
        intakes_.put(intake);
        if (with_body) spool_.put(intake.batch_id, good_body);
        return intake;
    }
    void apply(int n) {
        StagedBatch batch;
        batch.workspace = workspace;
        batch.batch_id = numbered_id(n);
        batch.acceptance = n;
        batch.outcomes = {2, 2, 0, 0, 0, 0, 0, 0};
        ASSERT_TRUE(facts_.apply_one(batch, at(noon), {}));
    }
    Recovery run(BatchQueue& queue, Timestamp now = noon) {
        return recover({intakes_, facts_, spool_, queue,
                        [this](const std::string& line) { log_ += line + "\n"; }},
                       now)
            .value();
    }

    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    FakeFactStore facts_{};
    FakeQueue queue_{};
    std::string log_{};
};

TEST_F(RecoverTest, ACleanStartDoesNothing) {
    put(1, IntakeState::done);
    apply(1);
    put(2, IntakeState::rejected);
    put(3, IntakeState::failed, false);
    EXPECT_EQ(run(queue_), Recovery{});
    EXPECT_TRUE(queue_.queued.empty());
    EXPECT_EQ(log_, "");
    EXPECT_EQ(spool_.size(), 2u);
}

TEST_F(RecoverTest, AnUndoThatTheFactStoreHasNotIsDoneAgain) {
    for (int n = 1; n <= 3; ++n) put(n, IntakeState::undone);
    apply(1);
    apply(2);
    ASSERT_TRUE(facts_.undo(workspace, numbered_id(2), at(noon), {}));
    Recovery expected;
    expected.undone = 1;
    EXPECT_EQ(run(queue_), expected);
    ASSERT_EQ(queue_.undos.size(), 1u);
    EXPECT_EQ(queue_.undos[0].batch_id, numbered_id(1));
    EXPECT_TRUE(queue_.queued.empty());
}

TEST_F(RecoverTest, ALedgerOlderThanTheFactsIsRefusedAndNothingIsTouched) {
    put(1, IntakeState::done);
    apply(1);
    apply(2);
    spool_.put(numbered_id(2), good_body);
    const auto refused = recover({intakes_, facts_, spool_, queue_, [](const std::string&) {}}, noon);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::damaged);
    EXPECT_EQ(spool_.size(), 2u);
    EXPECT_TRUE(queue_.queued.empty());
}

TEST_F(RecoverTest, UnfinishedBatchesAreQueuedInOrderAndKeepTheirAttempts) {
    put(2, IntakeState::queued);
    Intake crashed = put(1, IntakeState::loading);
    crashed.attempts = 3;
    intakes_.put(crashed);
    EXPECT_EQ(run(queue_).queued, 2u);
    ASSERT_EQ(queue_.queued.size(), 2u);
    EXPECT_EQ(queue_.queued[0].batch_id, numbered_id(1));
    EXPECT_EQ(queue_.queued[1].batch_id, numbered_id(2));
    EXPECT_EQ(intakes_.get(numbered_id(1)).attempts, 3);
}

TEST_F(RecoverTest, AnAppliedBatchIsFinishedNotLoadedAgain) {
    put(1, IntakeState::loading);
    apply(1);
    const Recovery recovery = run(queue_);
    EXPECT_EQ(recovery.finished, 1u);
    EXPECT_TRUE(queue_.queued.empty());
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(1)).outcomes.added, 2);
}

TEST_F(RecoverTest, ABatchThatTheFactStoreLostIsLoadedAgain) {
    for (int n = 1; n <= 3; ++n) {
        put(n, IntakeState::done);
        apply(n);
    }
    put(4, IntakeState::undo_failed);  // it still counts
    apply(4);
    for (const int n : {2, 3, 4}) facts_.lose(numbered_id(n));
    const Recovery recovery = run(queue_);
    EXPECT_EQ(recovery.replayed, 3u);
    EXPECT_EQ(recovery.queued, 3u);
    ASSERT_EQ(queue_.queued.size(), 3u);
    EXPECT_EQ(queue_.queued[0].batch_id, numbered_id(2));
    // So the queue loads them alone, one after another, and each has the outcomes that it had.
    EXPECT_EQ(queue_.queued[0].attempts, attempts_of_a_suspect);
    EXPECT_NE(log_.find(numbered_id(3)), std::string::npos);
}

TEST_F(RecoverTest, BesideARunningQueueOnlyWhatIsLostIsLoadedAgain) {
    put(1, IntakeState::done);
    put(2, IntakeState::done);
    put(3, IntakeState::loading);
    put(4, IntakeState::queued);
    apply(1);
    apply(2);
    facts_.lose(numbered_id(2));
    const auto recovery =
        recover_running({intakes_, facts_, spool_, queue_, [](const std::string&) {}}, noon);
    ASSERT_TRUE(recovery);
    EXPECT_EQ(*recovery, (Recovery{.replayed = 1}));
    ASSERT_EQ(queue_.queued.size(), 1u);
    EXPECT_EQ(queue_.queued[0].batch_id, numbered_id(2));
    EXPECT_EQ(intakes_.get(numbered_id(2)).state, IntakeState::queued);
    EXPECT_EQ(intakes_.get(numbered_id(3)).state, IntakeState::loading);
}

TEST_F(RecoverTest, BodiesWithoutAnIntakeAreRemoved) {
    put(1, IntakeState::rejected);
    spool_.put(numbered_id(2), "arrived, never acknowledged");
    EXPECT_EQ(run(queue_).bodies_removed, 1u);
    EXPECT_EQ(spool_.kept().value(), std::vector<BatchId>{numbered_id(1)});
}

// The ledger may be an older copy: what it does not know may have been acknowledged.
TEST_F(RecoverTest, YoungBodiesWithoutAnIntakeAreKept) {
    const auto id_of_age = [](std::chrono::hours age) { return make_ulid(noon - age, {}); };
    const BatchId young = id_of_age(std::chrono::days{7} - std::chrono::hours{1});
    const BatchId old = id_of_age(std::chrono::days{7} + std::chrono::hours{1});
    spool_.put(young, good_body);
    spool_.put(old, good_body);
    EXPECT_EQ(run(queue_).bodies_removed, 1u);
    EXPECT_EQ(spool_.kept().value(), std::vector<BatchId>{young});
    EXPECT_NE(log_.find("the body " + young + " has no entry in the ledger"), std::string::npos);
    EXPECT_NE(log_.find("removed the body " + old), std::string::npos);
}

TEST_F(RecoverTest, AnUnfinishedBatchWithoutABodyIsFailedWithAReason) {
    put(1, IntakeState::queued, false);
    const Recovery recovery = run(queue_);
    EXPECT_EQ(recovery.failed, 1u);
    EXPECT_TRUE(queue_.queued.empty());
    EXPECT_EQ(intakes_.get(numbered_id(1)).state, IntakeState::failed);
    EXPECT_NE(intakes_.get(numbered_id(1)).error.find("body of this batch is not there"), std::string::npos);
}

TEST_F(RecoverTest, LargeNumbersAreTakenPageByPage) {
    for (int n = 1; n <= 2500; ++n) {
        put(n, n % 2 == 0 ? IntakeState::done : IntakeState::queued);
        if (n % 4 == 0) apply(n);
    }
    spool_.put(numbered_id(9999), "orphan");
    const Recovery recovery = run(queue_);
    EXPECT_EQ(recovery, (Recovery{.bodies_removed = 1, .replayed = 625, .queued = 1875}));
}

// The process ends at a step of the way in; its client tries again with the same key. Whatever the step was,
// one batch counts, once.
class CrashOnTheWayIn : public RecoverTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(CrashOnTheWayIn, OneBatchCountsOnce) {
    const AuthorisedScope editor{workspace, Role::editor, "environment"};
    unsigned char next_random = 0;
    const auto random = [&](std::span<std::byte> out) { out[9] = static_cast<std::byte>(++next_random); };
    const auto hash = [](std::string_view text) { return std::string(text); };
    const auto send = [&](BatchQueue& queue) {
        BatchAcceptor acceptor(
            {intakes_, spool_, queue, hash, random, [](WorkspaceId) { return std::string("USD"); }});
        auto arriving = acceptor.begin(editor, {"text/csv", "key"}, noon).value();
        EXPECT_TRUE(arriving->write(bytes_of(good_body + "\n?")));  // with a reject
        return arriving->finish(noon).value().intake.batch_id;
    };
    const auto crash = crash_at(GetParam());
    intakes_.hook = spool_.hook = facts_.hook = crash;
    try {
        send(queue_);
    } catch (const Crash&) {
    }

    LoadPorts ports{
        intakes_, spool_,
        [&](BodyFormat) { return std::make_unique<FakeReader>(spool_, [](const std::string&) {}); },
        [](std::string_view text) { return std::string(text); }, [] { return noon; }};
    BatchId sent;
    {
        // Where the crash comes later, stopping right after it stands for the end of the process.
        JobRunner first_run(ports, facts_, {.backoff_first = std::chrono::milliseconds{1}});
        run(first_run);
        sent = send(first_run);
        first_run.start();
        first_run.wait_idle();
    }
    JobRunner second_run(ports, facts_);
    run(second_run, noon + std::chrono::days{8});
    second_run.start();
    second_run.wait_idle();
    EXPECT_EQ(facts_.order(), std::vector<BatchId>{sent});
    EXPECT_EQ(intakes_.size(), 1u);
    EXPECT_EQ(intakes_.get(sent).state, IntakeState::done);
    EXPECT_EQ(spool_.kept().value(), std::vector<BatchId>{sent});
}

INSTANTIATE_TEST_SUITE_P(Steps, CrashOnTheWayIn,
                         ::testing::Values("write", "keep", "kept", "accept", "accepted", "begin_attempt",
                                           "save_rejects", "apply", "applied", "finish", "finished", "never"),
                         [](const auto& step) { return step.param; });

}  // namespace
}  // namespace insightflow::testing
