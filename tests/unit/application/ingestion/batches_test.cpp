#include "application/ingestion/batches.hpp"

#include <gtest/gtest.h>

#include "application/ingestion/undo_batch.hpp"
#include "unit/application/ingestion/fake_queue.hpp"
#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

class FakeProgress final : public ProgressSource {
public:
    std::map<BatchId, LoadProgress> known{};
    std::optional<LoadProgress> progress(const BatchId& id) const override {
        const auto found = known.find(id);
        if (found == known.end()) return std::nullopt;
        return found->second;
    }
};

const AuthorisedScope viewer{workspace, Role::viewer, "x"};
const AuthorisedScope editor{workspace, Role::editor, "z"};
const AuthorisedScope stranger{WorkspaceId{2}, Role::editor, "y"};

class Batches : public ::testing::Test {
protected:
    void put(int n, IntakeState state, const std::string& source = "shop") {
        Intake intake = numbered_intake(n);
        intake.state = state;
        intake.options.source = source;
        intake.outcomes = {4, 3, 1, 3, 0, 0, 0, 0};
        intakes_.put(intake);
    }
    void apply(int n) {
        StagedBatch batch;
        batch.batch_id = numbered_id(n);
        batch.outcomes = {9, 9, 0, 0, 0, 0, 0, 0};
        ASSERT_TRUE(facts_.apply_one(batch, at(noon), {}));
    }
    Result<std::shared_ptr<PendingUndo>> begin(const AuthorisedScope& scope, int n) {
        return begin_undo(scope, numbered_id(n), {"127.0.0.1", "r1"}, noon, ports_);
    }
    BatchView get(int n) { return get_batch(viewer, numbered_id(n), ports_).value(); }

    FakeIntakeStore intakes_{};
    FakeFactStore facts_{};
    FakeProgress progress_{};
    FakeQueue queue_{};
    BatchPorts ports_{intakes_, facts_, progress_, queue_};
};

TEST_F(Batches, TheFactStoreAloneSaysWhatIsApplied) {
    put(1, IntakeState::loading);
    progress_.known[numbered_id(1)] = {LoadStage::applying, 1, 1, 9};
    apply(1);
    const BatchView view = get(1);
    EXPECT_EQ(view.status, BatchStatus::applied);
    EXPECT_EQ(view.outcomes.added, 9);
    ASSERT_TRUE(view.applied);
    EXPECT_EQ(view.applied->commit_sequence, 1);
    EXPECT_EQ(view.progress, std::nullopt);
    put(2, IntakeState::done);
    EXPECT_EQ(get(2).status, BatchStatus::loading);
    EXPECT_EQ(get(2).outcomes, RowOutcomes{});
}

TEST_F(Batches, AnUndoneBatchIsUndoingUntilTheFactStoreHasDoneIt) {
    put(1, IntakeState::undone);
    EXPECT_EQ(get(1).status, BatchStatus::undone) << "it never was applied";
    apply(1);
    EXPECT_EQ(get(1).status, BatchStatus::undoing);
    EXPECT_EQ(get(1).outcomes.added, 9);
    ASSERT_TRUE(facts_.undo(workspace, numbered_id(1), at(noon), {}));
    EXPECT_EQ(get(1).status, BatchStatus::undone);
    EXPECT_EQ(get(1).applied->undo->commit_sequence, 2);
    EXPECT_EQ(get(1).outcomes.added, 9) << "what it once brought stays known";
}

TEST_F(Batches, AnUndoIsOnRecordAndThenDone) {
    put(1, IntakeState::done);
    apply(1);
    const auto undo = begin(editor, 1);
    ASSERT_TRUE(undo);
    EXPECT_TRUE((*undo)->told());
    const auto view = look_at_undo(editor, numbered_id(1), **undo, ports_);
    EXPECT_EQ(view->status, BatchStatus::undoing) << "a queue that only says so";
    ASSERT_EQ(queue_.undos.size(), 1u);
    EXPECT_EQ(queue_.undos[0].batch_id, numbered_id(1));
    ASSERT_EQ(intakes_.events.size(), 1u);
    EXPECT_EQ(intakes_.events[0].action, "batch.undo");
    EXPECT_EQ(intakes_.events[0].target, "batch:" + numbered_id(1));
    EXPECT_EQ(begin(editor, 1).error().code, ErrorCode::conflict);
    EXPECT_EQ(begin(stranger, 1).error().code, ErrorCode::not_found);
    EXPECT_EQ(queue_.undos.size(), 1u);
}

TEST_F(Batches, WhoAsksAgainIsToldWhetherItIsDone) {
    put(1, IntakeState::undone);
    apply(1);
    const auto ask = [&] { return begin(editor, 1).error(); };
    EXPECT_EQ(ask().code, ErrorCode::conflict);
    EXPECT_NE(ask().message.find("being taken back"), std::string::npos);
    ASSERT_TRUE(facts_.undo(workspace, numbered_id(1), at(noon), {}));
    EXPECT_EQ(ask().code, ErrorCode::conflict);
    EXPECT_EQ(ask().message.find("being taken back"), std::string::npos);
}

TEST_F(Batches, AnUndoThatCannotBeDoneYetSaysWhy) {
    put(1, IntakeState::done);
    queue_.undo_answer = Result<void>(Error{ErrorCode::storage_full, "the disk is full"});
    const auto undo = begin(editor, 1);
    EXPECT_EQ(look_at_undo(editor, numbered_id(1), **undo, ports_).error().code, ErrorCode::storage_full);
}

TEST_F(Batches, AnUndoThatWaitsForOthersIsUndoing) {
    put(1, IntakeState::done);
    apply(1);
    queue_.undo_answer.reset();
    const auto undo = begin(editor, 1);
    EXPECT_FALSE((*undo)->told());
    EXPECT_EQ(look_at_undo(editor, numbered_id(1), **undo, ports_)->status, BatchStatus::undoing);
}

TEST(PendingUndoTest, WakesOnceAndNobodyWhoWasTakenBack) {
    PendingUndo undo;
    int woken = 0;
    undo.when_told([&] { ++woken; });
    undo.when_told({});
    undo.tell({});
    EXPECT_EQ(woken, 0);
    undo.when_told([&] { ++woken; });
    EXPECT_EQ(woken, 1) << "it was told before";
    undo.tell({});
    EXPECT_EQ(woken, 1);
}

TEST_F(Batches, AnUndoThatFailedLeavesABatchThatCountsAndMayBeUndoneAgain) {
    put(1, IntakeState::undo_failed);
    apply(1);
    EXPECT_EQ(get(1).status, BatchStatus::undo_failed);
    ASSERT_TRUE(begin(editor, 1));
    EXPECT_EQ(get(1).status, BatchStatus::undoing);
    ASSERT_TRUE(facts_.undo(workspace, numbered_id(1), at(noon), {}));
    EXPECT_EQ(get(1).status, BatchStatus::undone);
    put(2, IntakeState::undo_failed);
    EXPECT_EQ(get(2).status, BatchStatus::undone) << "the fact store does not have it";
}

TEST_F(Batches, FailedAndRejectedOnesAreTriedAgain) {
    put(1, IntakeState::failed);
    put(2, IntakeState::rejected);
    put(3, IntakeState::done);
    apply(3);
    for (int n = 1; n <= 2; ++n) {
        const auto view = retry_batch(editor, numbered_id(n), {"127.0.0.1", "r1"}, noon, ports_);
        ASSERT_TRUE(view);
        EXPECT_EQ(view->status, BatchStatus::queued);
        EXPECT_EQ(view->intake.acceptance, n);
        EXPECT_EQ(view->outcomes, RowOutcomes{});
    }
    ASSERT_EQ(queue_.queued.size(), 2u);
    EXPECT_EQ(intakes_.events[0].action, "batch.retry");
    EXPECT_EQ(intakes_.events[0].target, "batch:" + numbered_id(1));
    for (const int n : {1, 3})
        EXPECT_EQ(retry_batch(editor, numbered_id(n), {}, noon, ports_).error().code, ErrorCode::conflict);
    EXPECT_EQ(retry_batch(stranger, numbered_id(2), {}, noon, ports_).error().code, ErrorCode::not_found);
    EXPECT_EQ(queue_.queued.size(), 2u);
}

TEST_F(Batches, AListOfOneStatusHoldsThatOneAlone) {
    for (int n = 1; n <= 6; ++n) put(n, n % 2 == 0 ? IntakeState::failed : IntakeState::done);
    apply(3);
    const auto listed = [&](BatchStatus status, std::size_t limit, std::optional<std::int64_t> before = {}) {
        return list_batches(viewer, {{}, status, before, limit}, ports_).value();
    };
    const BatchPage failed = listed(BatchStatus::failed, 2);
    ASSERT_EQ(failed.batches.size(), 2u);
    EXPECT_EQ(failed.batches[0].intake.batch_id, numbered_id(6));
    EXPECT_EQ(failed.next, 4);
    EXPECT_EQ(listed(BatchStatus::failed, 2, failed.next).batches.size(), 1u);
    const BatchPage applied = listed(BatchStatus::applied, 1);
    ASSERT_EQ(applied.batches.size(), 1u) << "it looks on past those that the fact store lost";
    EXPECT_EQ(applied.batches[0].intake.batch_id, numbered_id(3));
    EXPECT_EQ(listed(BatchStatus::loading, 10).batches.size(), 2u);
    EXPECT_TRUE(listed(BatchStatus::undone, 10).batches.empty());
}

TEST_F(Batches, LoadingLastsUntilTheEndAlsoWhereNoWorkerHasIt) {
    put(1, IntakeState::queued);
    put(2, IntakeState::loading);
    put(3, IntakeState::loading);
    progress_.known[numbered_id(2)] = {LoadStage::reading, 10, 100, 3};
    EXPECT_EQ(get(1).status, BatchStatus::queued);
    EXPECT_EQ(get(2).status, BatchStatus::loading);
    EXPECT_EQ(get(2).progress->rows_read, 3);
    EXPECT_EQ(get(3).status, BatchStatus::loading);  // its worker has just ended, or a crash left it so
    EXPECT_EQ(get(3).progress, std::nullopt);
    EXPECT_EQ(get(2).outcomes, RowOutcomes{});
}

TEST_F(Batches, AQueuedOneHasNoProgress) {
    put(1, IntakeState::queued);
    progress_.known[numbered_id(1)] = {LoadStage::waiting_to_retry, 1, 1, 1};  // a stop put it back
    EXPECT_EQ(get(1).status, BatchStatus::queued);
    EXPECT_EQ(get(1).progress, std::nullopt);
}

TEST_F(Batches, RejectedAndFailedOnesHaveTheOutcomesOfTheirIntake) {
    put(1, IntakeState::rejected);
    put(2, IntakeState::failed);
    EXPECT_EQ(get(1).status, BatchStatus::rejected);
    EXPECT_EQ(get(1).outcomes.received, 4);
    EXPECT_EQ(get(2).status, BatchStatus::failed);
}

TEST_F(Batches, AnotherWorkspaceFindsNothing) {
    put(1, IntakeState::rejected);
    EXPECT_EQ(get_batch(stranger, numbered_id(1), ports_).error().code, ErrorCode::not_found);
    EXPECT_TRUE(list_batches(stranger, {}, ports_)->batches.empty());
    EXPECT_EQ(list_rejects(stranger, numbered_id(1), {}, intakes_).error().code, ErrorCode::not_found);
    EXPECT_EQ(get_batch(viewer, "no id", ports_).error().code, ErrorCode::not_found);
}

TEST_F(Batches, TheListIsPagedNewestFirst) {
    for (int n = 1; n <= 5; ++n) put(n, IntakeState::queued, n == 2 ? "other" : "shop");
    apply(4);
    const auto ids = [](const BatchPage& page) {
        std::vector<BatchId> out;
        for (const BatchView& view : page.batches) out.push_back(view.intake.batch_id);
        return out;
    };
    const auto first = list_batches(viewer, {"shop", {}, {}, 2}, ports_).value();
    EXPECT_EQ(ids(first), (std::vector<BatchId>{numbered_id(5), numbered_id(4)}));
    EXPECT_EQ(first.batches[1].status, BatchStatus::applied);
    ASSERT_TRUE(first.next);
    const auto last = list_batches(viewer, {"shop", {}, first.next, 2}, ports_).value();
    EXPECT_EQ(ids(last), (std::vector<BatchId>{numbered_id(3), numbered_id(1)}));
    EXPECT_EQ(last.next, std::nullopt);
}

TEST_F(Batches, APageHasItsLimit) {
    for (int n = 1; n <= 250; ++n) put(n, IntakeState::queued);
    const auto page = list_batches(viewer, {{}, {}, {}, 100'000}, ports_).value();
    EXPECT_EQ(page.batches.size(), batches_page_max);
    EXPECT_TRUE(page.next);
}

TEST_F(Batches, RejectsArePagedByRow) {
    put(1, IntakeState::loading);
    ASSERT_TRUE(intakes_.save_rejects(numbered_id(1), 0, {{1, 2, {}}, {5, 6, {}}, {9, 10, {}}}));
    const auto first = list_rejects(viewer, numbered_id(1), {0, 2}, intakes_).value();
    EXPECT_EQ(first.rejects.size(), 2u);
    EXPECT_EQ(first.next, 5u);
    const auto last = list_rejects(viewer, numbered_id(1), {*first.next, 2}, intakes_).value();
    ASSERT_EQ(last.rejects.size(), 1u);
    EXPECT_EQ(last.rejects[0].row, 9u);
    EXPECT_EQ(last.next, std::nullopt);
}

TEST(BatchNames, AreThoseOfTheInterface) {
    EXPECT_EQ(name_of(BatchStatus::queued), "queued");
    EXPECT_EQ(name_of(BatchStatus::loading), "loading");
    EXPECT_EQ(name_of(BatchStatus::applied), "applied");
    EXPECT_EQ(name_of(BatchStatus::rejected), "rejected");
    EXPECT_EQ(name_of(BatchStatus::failed), "failed");
    EXPECT_EQ(name_of(LoadStage::reading), "reading");
    EXPECT_EQ(name_of(LoadStage::checking), "checking");
    EXPECT_EQ(name_of(LoadStage::staged), "staged");
    EXPECT_EQ(name_of(LoadStage::applying), "applying");
    EXPECT_EQ(name_of(LoadStage::waiting_to_retry), "waiting_to_retry");
}

}  // namespace
}  // namespace insightflow::testing
