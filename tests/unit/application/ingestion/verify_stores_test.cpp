#include "application/ingestion/verify_stores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const RowOutcomes two_rows{2, 2, 0, 2, 0, 0, 0, 0};

class VerifyStores : public ::testing::Test {
protected:
    void put(int n, IntakeState state, const std::string& body = "body", const std::string& kept = "body") {
        Intake intake = numbered_intake(n);
        intake.state = state;
        intake.body = {body.size(), body};  // the fake spool's hash is the body itself
        if (state == IntakeState::done || state == IntakeState::undone) intake.outcomes = two_rows;
        intakes_.put(intake);
        if (!kept.empty()) spool_.put(intake.batch_id, kept);
    }
    void apply(int n, bool is_undone = false) {
        CommittedBatch commit{workspace, {}};
        commit.batch.batch_id = numbered_id(n);
        commit.batch.outcomes = two_rows;
        if (is_undone) commit.batch.undo = BatchUndo{9, noon, 0, 0};
        commits_.push_back(commit);
    }
    StoresVerdict verdict() { return verify_stores(intakes_, spool_, &commits_).value(); }

    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    std::vector<CommittedBatch> commits_{};
};

TEST_F(VerifyStores, OneStoryHasNoFaults) {
    put(1, IntakeState::done);
    apply(1);
    put(2, IntakeState::undone);
    apply(2, true);
    put(3, IntakeState::undone);  // taken back before it was applied
    put(4, IntakeState::rejected, "body", "");
    put(5, IntakeState::failed, "body", "");
    put(6, IntakeState::queued);
    put(7, IntakeState::loading);
    apply(7);  // and killed before it was marked
    const auto found = verdict();
    EXPECT_THAT(found.faults, IsEmpty());
    EXPECT_EQ(found.intakes, 7);
    EXPECT_EQ(found.waiting, 1);
    EXPECT_EQ(found.bodies, 5);
}

TEST_F(VerifyStores, WhatTheFactsTellOtherwiseIsTold) {
    put(1, IntakeState::done);
    put(2, IntakeState::undone);
    apply(2);
    put(3, IntakeState::done);
    apply(3, true);
    apply(4);
    put(5, IntakeState::done);
    apply(5);
    commits_.back().batch.outcomes.folded = 1;
    put(6, IntakeState::done);
    apply(6);
    commits_.back().batch.outcomes.stale = 1;  // a rebuild may have met it in another order
    put(7, IntakeState::undo_failed);
    apply(7);
    put(8, IntakeState::undo_failed);
    EXPECT_THAT(verdict().faults,
                ElementsAre(Pair(StoreFault::lost, ElementsAre(numbered_id(1), numbered_id(8))),
                            Pair(StoreFault::not_undone, ElementsAre(numbered_id(2))),
                            Pair(StoreFault::undone_unasked, ElementsAre(numbered_id(3))),
                            Pair(StoreFault::unknown, ElementsAre(numbered_id(4))),
                            Pair(StoreFault::counts, ElementsAre(numbered_id(5)))));
}

TEST_F(VerifyStores, ABodyThatIsGoneMattersByWhatItIsStillFor) {
    put(1, IntakeState::done, "body", "");
    apply(1);
    put(2, IntakeState::done, "body", "Body");
    apply(2);
    put(3, IntakeState::queued, "body", "");
    put(4, IntakeState::loading, "body", "longer body");
    EXPECT_THAT(verdict().faults, ElementsAre(Pair(StoreFault::body_missing, ElementsAre(numbered_id(1))),
                                              Pair(StoreFault::body_damaged, ElementsAre(numbered_id(2))),
                                              Pair(StoreFault::waiting_body_gone,
                                                   ElementsAre(numbered_id(3), numbered_id(4)))));
}

TEST_F(VerifyStores, WithoutFactsNothingIsComparedWithThem) {
    put(1, IntakeState::done);
    put(2, IntakeState::undone);
    const auto found = verify_stores(intakes_, spool_, nullptr).value();
    EXPECT_THAT(found.faults, IsEmpty());
    EXPECT_EQ(found.intakes, 2);
}

}  // namespace
}  // namespace insightflow::testing
