// Attempts, ends, retries and undos: what is said late never takes the place of what came after it.
#include "contract/intake/intake_store_contract.hpp"

namespace insightflow::testing {
namespace {

AuditEvent event_of(const std::string& action) {
    AuditEvent event = accepting;
    event.action = action;
    return event;
}

constexpr StageTimes times{std::chrono::hours{3}, std::chrono::microseconds{2}, std::chrono::microseconds{3},
                           std::chrono::microseconds{4}};

}  // namespace

TEST_P(IntakeStoreContract, AnAttemptThatIsNotTheLastOneHasNothingToSay) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    const BatchId id = numbered_id(1);
    const std::int64_t older = store().begin_attempt(id)->number;
    const std::int64_t newer = store().begin_attempt(id)->number;
    EXPECT_GT(newer, older);
    ASSERT_TRUE(store().save_rejects(id, newer, {{7, 8, {}}}));
    EXPECT_EQ(store().save_rejects(id, older, {}).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().finish(id, older, {IntakeState::failed, {}, "late", {}}, noon).error().code,
              ErrorCode::conflict);
    EXPECT_EQ(store().requeue(id, older).error().code, ErrorCode::conflict);
    EXPECT_FALSE(store().is_current(id, older).value());
    EXPECT_TRUE(store().is_current(id, newer).value());
    EXPECT_EQ(store().rejects(workspace, id, 0, 10)->size(), 1u);
    EXPECT_EQ(store().find(workspace, id).value()->state, IntakeState::loading);
    ASSERT_TRUE(store().finish(id, newer, {IntakeState::done, {}, "", times}, noon));
    EXPECT_FALSE(store().is_current(id, newer).value());
    EXPECT_EQ(store().finish(id, newer, {IntakeState::failed, {}, "twice", {}}, noon).error().code,
              ErrorCode::conflict);
    EXPECT_EQ(store().find(workspace, id).value()->state, IntakeState::done);
}

TEST_P(IntakeStoreContract, NumbersOfAttemptsAreNeverGivenAgain) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    const BatchId id = numbered_id(1);
    const Attempt first = store().begin_attempt(id).value();
    ASSERT_TRUE(store().requeue(id, first.number));
    reopen();
    const Attempt second = store().begin_attempt(id).value();
    EXPECT_GT(second.number, first.number);
    EXPECT_EQ(second.count, 1) << "those before a graceful stop do not count";
    EXPECT_EQ(store().finish(id, first.number, {}, noon).error().code, ErrorCode::conflict);
}

TEST_P(IntakeStoreContract, TheTimesOfTheStagesAreKept) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    ASSERT_TRUE(store().finish(numbered_id(1), 0, {IntakeState::done, {}, "", times}, noon));
    reopen();
    EXPECT_EQ(store().find(workspace, numbered_id(1)).value()->times, times);
    ASSERT_TRUE(store().requeue(numbered_id(1), 0));
    EXPECT_EQ(store().find(workspace, numbered_id(1)).value()->times, std::nullopt);
}

TEST_P(IntakeStoreContract, WhatFailedOrWasRejectedIsTriedAgainAsIfItHadNotBeen) {
    for (int n = 1; n <= 5; ++n)
        ASSERT_TRUE(store().accept(numbered_intake(n), std::nullopt, noon, accepting));
    for (int n = 1; n <= 2; ++n) ASSERT_TRUE(store().begin_attempt(numbered_id(n)));
    ASSERT_TRUE(finish(numbered_id(1), IntakeState::failed, {9, 0, 9, 0, 0, 0, 0, 0}, "broken", noon));
    ASSERT_TRUE(finish(numbered_id(2), IntakeState::rejected, {}, "shape", noon));
    ASSERT_TRUE(finish(numbered_id(3), IntakeState::done, {}, "", noon));
    const AuditEvent event = event_of("batch.retry");
    for (int n = 1; n <= 2; ++n) {
        const auto again = store().retry(workspace, numbered_id(n), event);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->state, IntakeState::queued);
        EXPECT_EQ(again->acceptance, n);
        EXPECT_EQ(again->attempts, 0);
        EXPECT_EQ(again->error, "");
        EXPECT_EQ(again->outcomes, RowOutcomes{});
        EXPECT_EQ(again->finished_at, std::nullopt);
    }
    EXPECT_EQ(store().finish(numbered_id(1), 0, {}, noon).error().code, ErrorCode::conflict)
        << "an attempt from before the retry";
    const auto refused = [&](WorkspaceId of, int n) {
        return store().retry(of, numbered_id(n), event).error();
    };
    EXPECT_EQ(refused(workspace, 3).code, ErrorCode::conflict);
    EXPECT_EQ(refused(workspace, 4).code, ErrorCode::conflict);
    EXPECT_EQ(refused(WorkspaceId{2}, 5).code, ErrorCode::not_found);
    EXPECT_EQ(refused(workspace, 6).code, ErrorCode::not_found);
}

TEST_P(IntakeStoreContract, TriesToUndoAreCountedAndMayFail) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    const BatchId id = numbered_id(1);
    EXPECT_EQ(store().begin_undo_attempt(id).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().fail_undo(id, "no").error().code, ErrorCode::conflict);
    ASSERT_TRUE(store().begin_undo(workspace, id, noon, event_of("batch.undo")));
    EXPECT_EQ(store().begin_undo_attempt(id).value(), 1);
    reopen();
    EXPECT_EQ(store().begin_undo_attempt(id).value(), 2);
    ASSERT_TRUE(store().fail_undo(id, "it could not be done"));
    const auto failed = store().find(workspace, id).value();
    EXPECT_EQ(failed->state, IntakeState::undo_failed);
    EXPECT_EQ(failed->error, "it could not be done");
    EXPECT_EQ(failed->undo_attempts, 2);
    EXPECT_EQ(store().begin_undo_attempt(id).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().begin_attempt(id).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().finish(id, 0, {}, noon).error().code, ErrorCode::conflict);
    EXPECT_TRUE(store().unfinished().value().empty());
    const auto again = store().begin_undo(workspace, id, noon, event_of("batch.undo"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->undo_attempts, 0);
    EXPECT_EQ(again->error, "");
    EXPECT_EQ(store().begin_undo_attempt(numbered_id(2)).error().code, ErrorCode::not_found);
    EXPECT_EQ(store().fail_undo(numbered_id(2), "").error().code, ErrorCode::not_found);
}

TEST_P(IntakeStoreContract, TheListMayBeOfSomeStates) {
    for (int n = 1; n <= 6; ++n)
        ASSERT_TRUE(
            store().accept(numbered_intake(n, n < 4 ? "low" : "high"), std::nullopt, noon, accepting));
    for (const int n : {1, 4}) ASSERT_TRUE(finish(numbered_id(n), IntakeState::failed, {}, "", noon));
    ASSERT_TRUE(finish(numbered_id(5), IntakeState::rejected, {}, "", noon));
    const auto count = [&](const IntakeFilter& filter) {
        return store().list(workspace, filter, std::nullopt, 10)->size();
    };
    EXPECT_EQ(count({{}, {IntakeState::failed}}), 2u);
    EXPECT_EQ(count({{}, {IntakeState::failed, IntakeState::rejected}}), 3u);
    EXPECT_EQ(count({{}, {IntakeState::queued, IntakeState::failed, IntakeState::rejected}}), 6u);
    EXPECT_EQ(count({"low", {IntakeState::failed}}), 1u);
    EXPECT_EQ(count({"low", {}}), 3u);
    EXPECT_EQ(store().list(workspace, {{}, {IntakeState::failed}}, 4, 10)->size(), 1u);
    EXPECT_EQ(store().list(WorkspaceId{2}, {{}, {IntakeState::failed}}, {}, 10)->size(), 0u);
}

}  // namespace insightflow::testing
