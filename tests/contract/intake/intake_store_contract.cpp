#include "contract/intake/intake_store_contract.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace insightflow::testing {

TEST_P(IntakeStoreContract, AnIntakeComesBackAsItWasGiven) {
    Intake given = numbered_intake(1, "Shop.eu_1-a");
    given.format = BodyFormat::ndjson;
    given.options.platform = "google_ads";
    given.options.collisions = CollisionPolicy::sum;
    given.options.value_per_conversion_micros = 999'999'999'999'999'999;
    given.options.version_column = "Updated\tAt";
    given.options.complete_for =
        CompleteFor{"a:b", std::chrono::year{2024} / 1 / 1, std::chrono::year{2024} / 12 / 31};
    given.options.currency = "EUR";
    given.options.time_zone = "America/New_York";
    given.normaliser_version = 7;
    given.options.columns = {*column_choice("Kosten netto=cost_micros"), *column_choice("Spend=ignore")};
    given.options.spread = Spread::even;
    given.options.promotions = {{"Age of user", "age"}, {"Gender", "gender"}};
    given.options.profile = ProfileName{"mine", 3, true};
    given.options.accounts = {{"act 1", {"USD", {}}}, {"b", {{}, "Asia/Kolkata"}}};
    given.options.conventions = {DecimalMark::comma, DateOrder::month_first};
    given.body = {5'000'000'000, "a'b\"c; DROP TABLE intake; --"};
    given.sent_by = "Anna's key \xC3\xA9\xE2\x82\xAC";
    const auto accepted = store().accept(given, std::nullopt, noon, accepting);
    ASSERT_TRUE(accepted);
    EXPECT_FALSE(accepted->repeated);

    reopen();
    const auto found = store().find(workspace, given.batch_id);
    ASSERT_TRUE(found);
    ASSERT_TRUE(*found);
    const Intake& kept = **found;
    EXPECT_EQ(kept.batch_id, given.batch_id);
    EXPECT_EQ(kept.workspace, workspace);
    EXPECT_EQ(kept.acceptance, accepted->intake.acceptance);
    EXPECT_EQ(kept.state, IntakeState::queued);
    EXPECT_EQ(kept.format, BodyFormat::ndjson);
    EXPECT_EQ(kept.options, given.options);
    EXPECT_EQ(kept.normaliser_version, 7);
    EXPECT_EQ(kept.body.bytes, given.body.bytes);
    EXPECT_EQ(kept.body.hash, given.body.hash);
    EXPECT_EQ(kept.sent_by, given.sent_by);
    EXPECT_EQ(kept.received_at, noon);
    EXPECT_EQ(kept.finished_at, std::nullopt);
    EXPECT_EQ(kept.attempts, 0);
    EXPECT_EQ(kept.outcomes, RowOutcomes{});
    EXPECT_EQ(kept.error, "");
    EXPECT_EQ(kept.identical_to, std::nullopt);
}

TEST_P(IntakeStoreContract, AbsentOptionsStayAbsent) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    const auto found = store().find(workspace, numbered_id(1)).value().value();
    EXPECT_EQ(found.options.platform, std::nullopt);
    EXPECT_EQ(found.options.value_per_conversion_micros, std::nullopt);
    EXPECT_EQ(found.options.version_column, std::nullopt);
    EXPECT_EQ(found.options.complete_for, std::nullopt);
}

TEST_P(IntakeStoreContract, AcceptanceNumbersGrowInTheOrderOfIntake) {
    std::int64_t last = 0;
    for (int n = 10; n > 0; --n) {  // ids from a clock that runs backwards do not matter
        if (n == 5) reopen();
        const auto accepted = store().accept(numbered_intake(n), std::nullopt, noon, accepting);
        ASSERT_TRUE(accepted);
        EXPECT_GT(accepted->intake.acceptance, last);
        last = accepted->intake.acceptance;
    }
}

TEST_P(IntakeStoreContract, ManyThreadsGetNumbersOfTheirOwn) {
    constexpr int threads = 8;
    constexpr int each = 20;
    std::vector<std::vector<std::int64_t>> numbers(threads);
    {
        std::vector<std::jthread> running;
        for (int t = 0; t < threads; ++t)
            running.emplace_back([&, t] {
                for (int n = 0; n < each; ++n) {
                    const auto accepted =
                        store().accept(numbered_intake(t * each + n), std::nullopt, noon, accepting);
                    if (accepted) numbers[static_cast<std::size_t>(t)].push_back(accepted->intake.acceptance);
                }
            });
    }
    std::vector<std::int64_t> all;
    for (const auto& some : numbers) {
        EXPECT_TRUE(std::is_sorted(some.begin(), some.end()));
        all.insert(all.end(), some.begin(), some.end());
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all.size(), static_cast<std::size_t>(threads * each));
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

// Threads that wait together share a transaction: what one of them is refused takes nothing from the others.
TEST_P(IntakeStoreContract, OfRequestsAtTheSameTimeOnlyThoseThatDifferAreRefused) {
    constexpr int threads = 8;
    constexpr int each = 20;
    ASSERT_TRUE(store().accept(numbered_intake(10'000), IdempotentRequest{"key", "one"}, noon, accepting));
    std::atomic<int> refused = 0;
    std::atomic<int> accepted = 0;
    {
        std::vector<std::jthread> running;
        for (int t = 0; t < threads; ++t)
            running.emplace_back([&, t] {
                for (int n = 0; n < each; ++n) {
                    std::optional<IdempotentRequest> request;
                    if (n % 2 == 0) request = IdempotentRequest{"key", "another"};
                    const auto answer =
                        store().accept(numbered_intake(t * each + n), request, noon, accepting);
                    ++(answer ? accepted : refused);
                }
            });
    }
    EXPECT_EQ(refused, threads * each / 2);
    EXPECT_EQ(accepted, threads * each / 2);
    reopen();
    EXPECT_EQ(store().list(workspace, {}, std::nullopt, 1000).value().size(), threads * each / 2 + 1u);
}

TEST_P(IntakeStoreContract, TheSameRequestGivesTheFirstIntakeAgain) {
    const IdempotentRequest request{"key-1", "fingerprint-1"};
    const auto first = store().accept(numbered_intake(1), request, noon, accepting);
    ASSERT_TRUE(first);
    reopen();
    const auto again = store().accept(numbered_intake(2), request, noon + std::chrono::days{6}, accepting);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->intake.batch_id, numbered_id(1));
    EXPECT_EQ(again->intake.acceptance, first->intake.acceptance);
    EXPECT_EQ(store().find(workspace, numbered_id(2)).value(), std::nullopt);
}

TEST_P(IntakeStoreContract, AnotherRequestWithAKnownKeyIsRefused) {
    ASSERT_TRUE(store().accept(numbered_intake(1), IdempotentRequest{"key-1", "one"}, noon, accepting));
    const auto refused =
        store().accept(numbered_intake(2), IdempotentRequest{"key-1", "two"}, noon, accepting);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unprocessable);
    EXPECT_NE(refused.error().message.find("another body or other options"), std::string::npos);
}

TEST_P(IntakeStoreContract, AKeyIsForgottenAfterSevenDays) {
    const IdempotentRequest request{"key-1", "one"};
    ASSERT_TRUE(store().accept(numbered_intake(1), request, noon, accepting));
    const Timestamp last_moment = noon + std::chrono::days{7} - std::chrono::microseconds{1};
    EXPECT_TRUE(store().accept(numbered_intake(2), request, last_moment, accepting).value().repeated);
    const Timestamp later = noon + std::chrono::days{7};
    const auto reused =
        store().accept(numbered_intake(2), IdempotentRequest{"key-1", "two"}, later, accepting);
    ASSERT_TRUE(reused);
    EXPECT_FALSE(reused->repeated);
}

TEST_P(IntakeStoreContract, AnotherWorkspaceSeesNothing) {
    const WorkspaceId other{2};
    const IdempotentRequest request{"key-1", "one"};
    ASSERT_TRUE(store().accept(numbered_intake(1), request, noon, accepting));
    EXPECT_FALSE(store().find(other, numbered_id(1)).value().has_value());
    EXPECT_TRUE(store().list(other, {}, std::nullopt, 10).value().empty());
    EXPECT_EQ(store().rejects(other, numbered_id(1), 0, 10).error().code, ErrorCode::not_found);
}

TEST_P(IntakeStoreContract, IdenticalToIsTheNewestEarlierBatchWithTheBodyThatDidNotFail) {
    Intake first = numbered_intake(1);
    Intake second = numbered_intake(2, "other");
    Intake third = numbered_intake(3);
    Intake fourth = numbered_intake(4);
    for (Intake* intake : {&first, &second, &third, &fourth}) intake->body.hash = "same";
    EXPECT_EQ(store().accept(first, std::nullopt, noon, accepting).value().intake.identical_to, std::nullopt);
    EXPECT_EQ(store().accept(second, std::nullopt, noon, accepting).value().intake.identical_to,
              numbered_id(1));
    EXPECT_EQ(store().accept(third, std::nullopt, noon, accepting).value().intake.identical_to,
              numbered_id(2));
    ASSERT_TRUE(finish(numbered_id(3), IntakeState::failed, {}, "broken", noon));
    ASSERT_TRUE(finish(numbered_id(2), IntakeState::rejected, {}, "no rows", noon));
    EXPECT_EQ(store().accept(fourth, std::nullopt, noon, accepting).value().intake.identical_to,
              numbered_id(2));
    EXPECT_EQ(store().find(workspace, numbered_id(4)).value()->identical_to, numbered_id(2));
}

TEST_P(IntakeStoreContract, TheListIsNewestFirstAndPaged) {
    for (int n = 1; n <= 5; ++n)
        ASSERT_TRUE(
            store().accept(numbered_intake(n, n % 2 == 0 ? "even" : "odd"), std::nullopt, noon, accepting));
    const auto ids = [](const std::vector<Intake>& intakes) {
        std::vector<BatchId> out;
        for (const Intake& intake : intakes) out.push_back(intake.batch_id);
        return out;
    };
    const auto page = store().list(workspace, {}, std::nullopt, 2).value();
    EXPECT_EQ(ids(page), (std::vector<BatchId>{numbered_id(5), numbered_id(4)}));
    const auto next = store().list(workspace, {}, page.back().acceptance, 10).value();
    EXPECT_EQ(ids(next), (std::vector<BatchId>{numbered_id(3), numbered_id(2), numbered_id(1)}));
    const auto odd = store().list(workspace, {"odd", {}}, next.front().acceptance, 10).value();
    EXPECT_EQ(ids(odd), (std::vector<BatchId>{numbered_id(1)}));
}

TEST_P(IntakeStoreContract, AttemptsAreCountedAcrossReopening) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    EXPECT_EQ(store().begin_attempt(numbered_id(1)).value(), (Attempt{1, 1}));
    reopen();
    EXPECT_EQ(store().begin_attempt(numbered_id(1)).value(), (Attempt{2, 2}));
    const auto loading = store().find(workspace, numbered_id(1)).value();
    EXPECT_EQ(loading->state, IntakeState::loading);
    EXPECT_EQ(loading->attempts, 2);
}

TEST_P(IntakeStoreContract, AFinishedBatchBeginsNoAttempt) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    ASSERT_TRUE(finish(numbered_id(1), IntakeState::failed, {}, "broken", noon));
    EXPECT_EQ(store().begin_attempt(numbered_id(1)).error().code, ErrorCode::conflict);
}

TEST_P(IntakeStoreContract, FinishKeepsOutcomesErrorAndTime) {
    const RowOutcomes outcomes{5'000'000'000, 4'999'999'993, 7, 1, 2, 3, 4, 4'999'999'983};
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    const Timestamp later = noon + std::chrono::microseconds{123'456};
    ASSERT_TRUE(finish(numbered_id(1), IntakeState::rejected, outcomes, "no row was accepted", later));
    reopen();
    const auto found = store().find(workspace, numbered_id(1)).value();
    EXPECT_EQ(found->state, IntakeState::rejected);
    EXPECT_EQ(found->outcomes, outcomes);
    EXPECT_EQ(found->error, "no row was accepted");
    EXPECT_EQ(found->finished_at, later);
}

TEST_P(IntakeStoreContract, WhatWasAppliedTogetherIsDoneButForSupersededAttempts) {
    for (int n = 1; n <= 3; ++n) {
        ASSERT_TRUE(store().accept(numbered_intake(n), std::nullopt, noon, accepting));
        ASSERT_TRUE(store().begin_attempt(numbered_id(n)));
    }
    ASSERT_TRUE(store().begin_attempt(numbered_id(2)));
    const RowOutcomes outcomes{10, 9, 1, 4, 3, 2, 0, 0};
    const StageTimes times{std::chrono::microseconds{1}, std::chrono::microseconds{2},
                           std::chrono::microseconds{3}, std::chrono::microseconds{4}};
    const Timestamp later = noon + std::chrono::seconds{1};
    const std::vector<AppliedAttempt> attempts{
        {numbered_id(1), 1, outcomes, times}, {numbered_id(2), 1, {}, {}}, {numbered_id(3), 1, {}, {}}};
    ASSERT_TRUE(store().finish_applied(attempts, later));
    reopen();
    const auto first = store().find(workspace, numbered_id(1)).value();
    EXPECT_EQ(first->state, IntakeState::done);
    EXPECT_EQ(first->outcomes, outcomes);
    EXPECT_EQ(first->times, times);
    EXPECT_EQ(first->finished_at, later);
    EXPECT_EQ(store().find(workspace, numbered_id(2)).value()->state, IntakeState::loading);
    EXPECT_EQ(store().find(workspace, numbered_id(3)).value()->state, IntakeState::done);
}

TEST_P(IntakeStoreContract, UnfinishedAndDoneTellWhatAStartHasToDo) {
    for (int n = 1; n <= 6; ++n)
        ASSERT_TRUE(store().accept(numbered_intake(n), std::nullopt, noon, accepting));
    ASSERT_TRUE(store().begin_attempt(numbered_id(2)));
    ASSERT_TRUE(finish(numbered_id(3), IntakeState::done, {}, "", noon));
    ASSERT_TRUE(finish(numbered_id(4), IntakeState::rejected, {}, "", noon));
    ASSERT_TRUE(finish(numbered_id(5), IntakeState::failed, {}, "", noon));
    ASSERT_TRUE(finish(numbered_id(6), IntakeState::done, {}, "", noon));
    const auto unfinished = store().unfinished().value();
    ASSERT_EQ(unfinished.size(), 2u);
    EXPECT_EQ(unfinished[0].batch_id, numbered_id(1));
    EXPECT_EQ(unfinished[1].batch_id, numbered_id(2));
    const auto done = store().in_state(IntakeState::done, 0, 1).value();
    ASSERT_EQ(done.size(), 1u);
    EXPECT_EQ(done[0].batch_id, numbered_id(3));
    const auto rest = store().in_state(IntakeState::done, done[0].acceptance, 10).value();
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].batch_id, numbered_id(6));
}

AuditEvent undoing() {
    AuditEvent event = accepting;
    event.action = "batch.undo";
    return event;
}

TEST_P(IntakeStoreContract, AnUndoneBatchStaysUndone) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    ASSERT_TRUE(store().begin_attempt(numbered_id(1)));
    const Timestamp later = noon + std::chrono::hours{1};
    const auto undone = store().begin_undo(workspace, numbered_id(1), later, undoing());
    ASSERT_TRUE(undone);
    EXPECT_EQ(undone->state, IntakeState::undone);
    EXPECT_EQ(undone->acceptance, 1);
    EXPECT_EQ(finish(numbered_id(1), IntakeState::done, {}, "", noon).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().requeue(numbered_id(1), 1).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().save_rejects(numbered_id(1), 1, {}).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().is_current(numbered_id(1), 1).value(), false);
    EXPECT_EQ(store().begin_attempt(numbered_id(1)).error().code, ErrorCode::conflict);
    EXPECT_EQ(store().begin_undo(workspace, numbered_id(1), later, undoing()).error().code,
              ErrorCode::conflict);
    reopen();
    const auto found = store().find(workspace, numbered_id(1)).value();
    EXPECT_EQ(found->state, IntakeState::undone);
    EXPECT_EQ(found->finished_at, later);
    EXPECT_TRUE(store().unfinished().value().empty());
    EXPECT_EQ(store().in_state(IntakeState::undone, 0, 10).value().size(), 1u);
}

TEST_P(IntakeStoreContract, OnlyWhatMayCountAndIsOnesOwnIsUndone) {
    for (int n = 1; n <= 3; ++n)
        ASSERT_TRUE(store().accept(numbered_intake(n), std::nullopt, noon, accepting));
    ASSERT_TRUE(finish(numbered_id(1), IntakeState::rejected, {}, "", noon));
    ASSERT_TRUE(finish(numbered_id(2), IntakeState::failed, {}, "", noon));
    const auto undo = [&](WorkspaceId of, int n) {
        return store().begin_undo(of, numbered_id(n), noon, undoing());
    };
    EXPECT_EQ(undo(workspace, 1).error().code, ErrorCode::conflict);
    EXPECT_EQ(undo(workspace, 2).error().code, ErrorCode::conflict);
    EXPECT_EQ(undo(workspace, 4).error().code, ErrorCode::not_found);
    EXPECT_EQ(undo(WorkspaceId{2}, 3).error().code, ErrorCode::not_found);
    EXPECT_TRUE(undo(workspace, 3));
}

TEST_P(IntakeStoreContract, RequeueForgetsAttemptsAndOutcomes) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    ASSERT_TRUE(store().begin_attempt(numbered_id(1)));
    ASSERT_TRUE(finish(numbered_id(1), IntakeState::done, {2, 2, 0, 2, 0, 0, 0, 0}, "", noon));
    ASSERT_TRUE(store().requeue(numbered_id(1), 1));
    const auto found = store().find(workspace, numbered_id(1)).value();
    EXPECT_EQ(found->state, IntakeState::queued);
    EXPECT_EQ(found->attempts, 0);
    EXPECT_EQ(found->outcomes, RowOutcomes{});
    EXPECT_EQ(found->finished_at, std::nullopt);
}

TEST_P(IntakeStoreContract, RejectsAreReplacedAndPagedByRow) {
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    ASSERT_TRUE(store().save_rejects(numbered_id(1), 0, {{1, 2, {{"cost", "not_a_number", "old"}}}}));
    const std::vector<Reject> rejects{
        {2, 3, {{"cost", "not_a_number", "'x' is no number"}, {"day", "no_such_day", "2025-02-30"}}},
        {10, 11, {{"", "wrong_field_count", "3 fields where 4 are expected"}}},
        {11, 40'000'000'000, {}},
    };
    ASSERT_TRUE(store().save_rejects(numbered_id(1), 0, rejects));
    reopen();
    const auto page = store().rejects(workspace, numbered_id(1), 0, 2).value();
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].row, 2u);
    EXPECT_EQ(page[0].line, 3u);
    ASSERT_EQ(page[0].faults.size(), 2u);
    EXPECT_EQ(page[0].faults[0].message, "'x' is no number");
    EXPECT_EQ(page[0].faults[1].field, "day");
    EXPECT_EQ(page[0].faults[1].code, "no_such_day");
    EXPECT_EQ(page[1].row, 10u);
    EXPECT_EQ(page[1].faults[0].field, "");
    const auto rest = store().rejects(workspace, numbered_id(1), 10, 2).value();
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].line, 40'000'000'000u);
    EXPECT_TRUE(rest[0].faults.empty());
}

TEST_P(IntakeStoreContract, TheHighestAcceptanceIsThatOfTheNewestIntake) {
    EXPECT_EQ(store().highest_acceptance().value(), 0);
    ASSERT_TRUE(store().accept(numbered_intake(1), std::nullopt, noon, accepting));
    const auto newest = store().accept(numbered_intake(2), std::nullopt, noon, accepting);
    EXPECT_EQ(store().highest_acceptance().value(), newest->intake.acceptance);
}

TEST_P(IntakeStoreContract, WithoutIntakeNamesTheUnknownIds) {
    ASSERT_TRUE(store().accept(numbered_intake(2), std::nullopt, noon, accepting));
    const std::vector<BatchId> ids{numbered_id(1), numbered_id(2), numbered_id(3)};
    EXPECT_EQ(store().without_intake(ids).value(), (std::vector<BatchId>{numbered_id(1), numbered_id(3)}));
}

TEST_P(IntakeStoreContract, FindAllGivesTheKnownOnesInTheOrderOfTheIds) {
    for (const int n : {2, 3}) ASSERT_TRUE(store().accept(numbered_intake(n), std::nullopt, noon, accepting));
    const std::vector<BatchId> ids{numbered_id(3), numbered_id(1), numbered_id(2)};
    const auto found = store().find_all(ids).value();
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].batch_id, numbered_id(3));
    EXPECT_EQ(found[1].batch_id, numbered_id(2));
}

TEST_P(IntakeStoreContract, UnknownBatchesAreNotFound) {
    const BatchId unknown = numbered_id(1);
    EXPECT_EQ(store().find(workspace, unknown).value(), std::nullopt);
    EXPECT_EQ(store().begin_attempt(unknown).error().code, ErrorCode::not_found);
    EXPECT_EQ(store().requeue(unknown, 0).error().code, ErrorCode::not_found);
    EXPECT_EQ(store().save_rejects(unknown, 0, {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(finish(unknown, IntakeState::done, {}, "", noon).error().code, ErrorCode::not_found);
    EXPECT_EQ(store().rejects(workspace, unknown, 0, 1).error().code, ErrorCode::not_found);
}

}  // namespace insightflow::testing
