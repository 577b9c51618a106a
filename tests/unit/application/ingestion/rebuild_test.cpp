#include "application/ingestion/rebuild.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/application/ingestion/fake_reader.hpp"

namespace insightflow::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RebuildTest : public ::testing::Test {
protected:
    Intake put(int n, IntakeState state, Timestamp finished_at = noon, const std::string& body = good_body) {
        Intake intake = numbered_intake(n);
        intake.state = state;
        intake.received_at = noon + seconds{n};
        intake.finished_at = finished_at;
        intake.body = {body.size(), body};  // the fake spool's hash is the body itself
        intakes_.put(intake);
        spool_.put(intake.batch_id, body);
        return intake;
    }
    static RebuildStep step(int n, std::int64_t commit, bool is_undo = false) {
        return {is_undo, workspace, numbered_id(n), noon + seconds{commit}, n, commit};
    }
    Rebuilt run(const std::vector<RebuildStep>& steps) {
        return rebuild(steps, ports_, facts_, [this](std::size_t done) { done_ = done; }).value();
    }
    std::optional<AppliedBatch> applied(int n) {
        const BatchId id = numbered_id(n);
        const auto found = facts_.applied(workspace, {&id, 1}).value();
        return found.empty() ? std::nullopt : std::optional(found.front());
    }

    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    FakeFactStore facts_{};
    FaultHook reading_ = [](const std::string&) {};
    LoadPorts ports_{intakes_, spool_,
                     [this](BodyFormat) { return std::make_unique<FakeReader>(spool_, reading_); },
                     [](std::string_view text) { return std::string(text); }, [] { return noon; }};
    std::size_t done_ = 0;
};

TEST_F(RebuildTest, TheOrderIsThatOfTheCommits) {
    CommittedBatch later{workspace, {}};
    later.batch.batch_id = numbered_id(1);
    later.batch.acceptance = 1;
    later.batch.commit_sequence = 2;
    later.batch.applied_at = noon + seconds{2};
    CommittedBatch undone{workspace, {}};
    undone.batch.batch_id = numbered_id(2);
    undone.batch.acceptance = 2;
    undone.batch.commit_sequence = 1;
    undone.batch.applied_at = noon + seconds{1};
    undone.batch.undo = BatchUndo{3, noon + seconds{3}, 0, 0, 0, {}};
    EXPECT_THAT(steps_of({undone, later}), ElementsAre(step(2, 1), step(1, 2), step(2, 3, true)));
}

// Batches 1 and 2, of which the first was taken back by a third commit.
std::vector<CommittedBatch> three_commits() {
    std::vector<CommittedBatch> commits(2, CommittedBatch{workspace, {}});
    for (int n = 1; n <= 2; ++n) {
        AppliedBatch& batch = commits[static_cast<std::size_t>(n - 1)].batch;
        batch.batch_id = numbered_id(n);
        batch.acceptance = n;
        batch.commit_sequence = n;
        batch.applied_at = noon + seconds{n};
    }
    commits[0].batch.undo = BatchUndo{3, noon + seconds{3}, 0, 0, 0, {}};
    return commits;
}

TEST_F(RebuildTest, WhatACopyHoldsIsNotDoneAgain) {
    const std::vector<RebuildStep> all{step(1, 1), step(2, 2), step(1, 3, true), step(4, 4),
                                       step(2, 5, true)};
    EXPECT_EQ(steps_after({}, all).value(), all);
    EXPECT_THAT(steps_after(three_commits(), all).value(), ElementsAre(step(4, 4), step(2, 5, true)));
}

TEST_F(RebuildTest, ACopyOfAnotherHistoryIsRefused) {
    const auto refused = steps_after(three_commits(), {step(1, 1), step(1, 3, true), step(4, 4)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("holds 1 commits"));
}

TEST_F(RebuildTest, WithoutCommitsItIsThatOfTheLedgersTimes) {
    put(1, IntakeState::done, noon + seconds{30});
    put(2, IntakeState::done, noon + seconds{20});
    put(3, IntakeState::undone, noon + seconds{25});
    put(4, IntakeState::rejected);
    put(5, IntakeState::queued);
    std::vector<std::pair<BatchId, bool>> order;
    for (const RebuildStep& step : steps_of(intakes_).value())
        order.emplace_back(step.batch_id, step.is_undo);
    EXPECT_THAT(order, ElementsAre(std::pair(numbered_id(3), false), std::pair(numbered_id(2), false),
                                   std::pair(numbered_id(3), true), std::pair(numbered_id(1), false)));
}

TEST_F(RebuildTest, ABatchThatWasTriedAgainCountsFromThen) {
    put(1, IntakeState::undone, noon + seconds{90});
    put(2, IntakeState::done, noon + seconds{20});
    Intake retried = intakes_.get(numbered_id(1));
    retried.times = StageTimes{seconds{40}, seconds{1}, seconds{1}, seconds{1}};
    intakes_.put(retried);
    const auto steps = steps_of(intakes_).value();
    ASSERT_EQ(steps.size(), 3u);
    EXPECT_EQ(steps[0].batch_id, numbered_id(2));
    EXPECT_EQ(steps[1].at, noon + seconds{1 + 43});
    EXPECT_TRUE(steps[2].is_undo);
}

TEST_F(RebuildTest, EveryCommitIsDoneAgainAtItsTimeAndTheLedgerStaysAsItIs) {
    for (int n = 1; n <= 2; ++n) put(n, IntakeState::done);
    intakes_.hook = [](const std::string& step) { FAIL() << step; };
    const Rebuilt rebuilt = run({step(2, 1), step(1, 2), step(2, 3, true)});
    EXPECT_EQ(rebuilt.applied, 2);
    EXPECT_EQ(rebuilt.undone, 1);
    EXPECT_THAT(rebuilt.faults, IsEmpty());
    EXPECT_FALSE(rebuilt.renumbered_from);
    EXPECT_EQ(applied(2)->commit_sequence, 1);
    EXPECT_EQ(applied(2)->undo->commit_sequence, 3);
    EXPECT_EQ(applied(1)->commit_sequence, 2);
    EXPECT_EQ(done_, 3u);
}

TEST_F(RebuildTest, ABatchThatCannotBeReadIsLeftOutWithItsUndoAndTold) {
    put(1, IntakeState::done);
    ASSERT_TRUE(spool_.remove(numbered_id(1)));
    put(2, IntakeState::done);
    spool_.put(numbered_id(2), good_body + "\n");
    put(3, IntakeState::done, noon, "");
    put(5, IntakeState::done);
    const Rebuilt rebuilt =
        run({step(1, 1), step(2, 2), step(3, 3), step(4, 4), step(1, 5, true), step(5, 6)});
    ASSERT_EQ(rebuilt.faults.size(), 4u);
    EXPECT_EQ(rebuilt.faults[0], (RebuildFault{numbered_id(1), "has no body any more"}));
    EXPECT_EQ(rebuilt.faults[1], (RebuildFault{numbered_id(2), "has a body that is not what came"}));
    EXPECT_EQ(rebuilt.faults[2],
              (RebuildFault{numbered_id(3), "is no longer taken: The batch holds no rows."}));
    EXPECT_EQ(rebuilt.faults[3], (RebuildFault{numbered_id(4), "is not in the ledger"}));
    EXPECT_EQ(rebuilt.applied, 1);
    EXPECT_EQ(rebuilt.undone, 0);
    EXPECT_EQ(rebuilt.renumbered_from, 6);
}

}  // namespace
}  // namespace insightflow::testing
