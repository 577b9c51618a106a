#include "application/ingestion/accept_batch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "unit/application/ingestion/fake_queue.hpp"
#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

const AuthorisedScope editor{workspace, Role::editor, "environment"};

class AcceptBatch : public ::testing::Test {
protected:
    Result<Accepted> send(const std::string& body, std::optional<std::string> key = {},
                          RequestedOptions options = {}, Timestamp now = noon) {
        auto arriving = acceptor_.begin(editor, {"text/csv", std::move(key), std::move(options)}, now);
        if (!arriving) return arriving.error();
        if (const auto written = (*arriving)->write(bytes_of(body)); !written) return written.error();
        return (*arriving)->finish(now);
    }

    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    FakeQueue queue_{};
    std::atomic<std::uint64_t> next_random_ = 1;
    std::string currency_ = "GBP";
    AcceptPorts ports_{intakes_,
                       spool_,
                       queue_,
                       [](std::string_view text) { return "hash of " + std::string(text); },
                       [this](std::span<std::byte> out) {
                           const std::uint64_t value = next_random_.fetch_add(1);
                           for (std::size_t i = 0; i < 8; ++i)
                               out[i] = static_cast<std::byte>(value >> (8 * i));
                       },
                       [this](WorkspaceId of) { return of == workspace ? currency_ : "JPY"; }};
    BatchAcceptor acceptor_{ports_, AcceptLimits{.body_bytes_max = 1000, .backlog_max = 10}};
};

TEST_F(AcceptBatch, ABatchIsSpooledRecordedAndQueued) {
    const auto accepted =
        send(good_body, "key", {.source = "shop", .platform = "AdWords", .currency = "eur"});
    ASSERT_TRUE(accepted);
    EXPECT_FALSE(accepted->repeated);
    const Intake kept = intakes_.get(accepted->intake.batch_id);
    EXPECT_EQ(kept.workspace, workspace);
    EXPECT_EQ(kept.state, IntakeState::queued);
    EXPECT_EQ(kept.format, BodyFormat::csv);
    EXPECT_EQ(kept.options.source, "shop");
    EXPECT_EQ(kept.options.platform, "google_ads");
    EXPECT_EQ(kept.options.currency, "EUR");
    EXPECT_EQ(kept.normaliser_version, normaliser_version);
    EXPECT_EQ(kept.body.bytes, good_body.size());
    EXPECT_EQ(kept.sent_by, "environment");
    EXPECT_EQ(kept.received_at, noon);
    EXPECT_EQ(spool_.body(spool_.path_of(kept.batch_id)), good_body);
    ASSERT_EQ(queue_.queued.size(), 1u);
    EXPECT_EQ(queue_.queued[0].batch_id, kept.batch_id);
    EXPECT_EQ(queue_.queued[0].acceptance, 1);
}

TEST_F(AcceptBatch, WithoutACurrencyItIsTheWorkspaces) {
    const auto accepted = send(good_body);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->intake.options.currency, "GBP");
}

TEST_F(AcceptBatch, TheAuditLogHearsOfItOnce) {
    IngestRequest request{"text/csv", "key", {.source = "shop"}, {"192.0.2.1:4711", "request-1"}};
    for (int i = 0; i < 2; ++i) {
        auto arriving = acceptor_.begin(editor, request, noon).value();
        ASSERT_TRUE(arriving->write(bytes_of(good_body)));
        ASSERT_TRUE(arriving->finish(noon + std::chrono::seconds{5}));
    }
    ASSERT_EQ(intakes_.events.size(), 1u);
    const AuditEvent& event = intakes_.events[0];
    EXPECT_EQ(event.workspace, workspace);
    EXPECT_EQ(event.at, noon + std::chrono::seconds{5});
    EXPECT_EQ(event.action, "batch.accept");
    EXPECT_EQ(event.target, "batch:" + queue_.queued[0].batch_id);
    EXPECT_EQ(event.actor_label, "environment");
    EXPECT_EQ(event.remote, "192.0.2.1:4711");
    EXPECT_EQ(event.request_id, "request-1");
}

TEST_F(AcceptBatch, EmptyBodiesAreRefused) {
    for (const std::string& body : {std::string(), std::string(" \r\n\t"), std::string("\xEF\xBB\xBF"),
                                    std::string("\xEF\xBB\xBF \n")}) {
        const auto refused = send(body);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_EQ(refused.error().message, "The body is empty.");
    }
    EXPECT_EQ(spool_.size(), 0u);
    EXPECT_EQ(intakes_.size(), 0u);
}

TEST_F(AcceptBatch, ABodyThatIsOneByteIsNotEmpty) {
    EXPECT_TRUE(send("x"));
    EXPECT_TRUE(send("  \n \xEF"));  // the first byte of a mark, yet not at the beginning
}

TEST_F(AcceptBatch, AByteOrderMarkInPiecesIsNoContent) {
    auto arriving = acceptor_.begin(editor, {"text/csv"}, noon).value();
    for (const std::string& piece :
         {std::string("\xEF"), std::string("\xBB"), std::string("\xBF"), std::string("\n")})
        ASSERT_TRUE(arriving->write(bytes_of(piece)));
    EXPECT_FALSE(arriving->finish(noon));
}

TEST_F(AcceptBatch, ABodyOverTheLimitIsRefused) {
    auto arriving = acceptor_.begin(editor, {"text/csv"}, noon).value();
    EXPECT_TRUE(arriving->write(bytes_of(std::string(1000, 'x'))));
    const auto refused = arriving->write(bytes_of("x"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::payload_too_large);
}

TEST_F(AcceptBatch, WhatIsWrongBeforeTheBodyIsToldBeforeTheBody) {
    const AuthorisedScope viewer{workspace, Role::viewer, "x"};
    EXPECT_EQ(acceptor_.begin(viewer, {"text/csv"}, noon).error().code, ErrorCode::forbidden);
    EXPECT_EQ(acceptor_.begin(editor, {"text/plain"}, noon).error().code, ErrorCode::unsupported_media_type);
    EXPECT_EQ(acceptor_.begin(editor, {"text/csv", "bad\nkey"}, noon).error().code,
              ErrorCode::invalid_argument);
    EXPECT_EQ(acceptor_.begin(editor, {"text/csv", {}, {.currency = "XYZ"}}, noon).error().code,
              ErrorCode::invalid_argument);
    spool_.open_error = Error{ErrorCode::storage_full, "full", {}};
    EXPECT_EQ(acceptor_.begin(editor, {"text/csv"}, noon).error().code, ErrorCode::storage_full);
    spool_.open_error.reset();
    queue_.backlog_now = 10;
    EXPECT_EQ(acceptor_.begin(editor, {"text/csv"}, noon).error().code, ErrorCode::unavailable);
    queue_.backlog_now = 9;
    EXPECT_TRUE(acceptor_.begin(editor, {"text/csv"}, noon));
}

TEST_F(AcceptBatch, ARepeatedRequestGetsTheFirstIntakeAndItsBodyIsRemoved) {
    const auto first = send(good_body, "key");
    const auto again = send(good_body, "key");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->intake.batch_id, first->intake.batch_id);
    EXPECT_EQ(spool_.size(), 1u);
    EXPECT_EQ(queue_.queued.size(), 1u);
}

TEST_F(AcceptBatch, AnotherBodyOrOtherOptionsWithTheKeyAreRefusedAndLeaveNothing) {
    ASSERT_TRUE(send(good_body, "key"));
    EXPECT_EQ(send(good_body + "\n", "key").error().code, ErrorCode::unprocessable);
    EXPECT_EQ(send(good_body, "key", {.source = "other"}).error().code, ErrorCode::unprocessable);
    EXPECT_EQ(spool_.size(), 1u);
    EXPECT_EQ(intakes_.size(), 1u);
}

TEST_F(AcceptBatch, ARetryGetsTheFirstIntakeAlsoWhereTheDefaultsHaveChanged) {
    ASSERT_TRUE(send(good_body, "key"));
    currency_ = "EUR";
    const auto again = send(good_body, "key");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->intake.options.currency, "GBP");
    EXPECT_EQ(send(good_body, "key", {.currency = "GBP"}).error().code, ErrorCode::unprocessable);
}

TEST_F(AcceptBatch, WhileTheFirstIsArrivingItsKeyIsTaken) {
    auto first = acceptor_.begin(editor, {"text/csv", "key"}, noon).value();
    const auto second = acceptor_.begin(editor, {"text/csv", "key"}, noon);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    const AuthorisedScope elsewhere{WorkspaceId{2}, Role::editor, "x"};
    EXPECT_TRUE(acceptor_.begin(elsewhere, {"text/csv", "key"}, noon));
    EXPECT_TRUE(acceptor_.begin(editor, {"text/csv", "other"}, noon));
    first.reset();  // the connection broke: nothing is remembered
    EXPECT_FALSE(send(good_body, "key")->repeated);
}

TEST_F(AcceptBatch, ARefusedRequestIsNotRemembered) {
    EXPECT_FALSE(send("", "key"));
    EXPECT_FALSE(send(good_body, "key")->repeated);
}

TEST_F(AcceptBatch, AnExceptionOfTheStoreLeavesTheBodyAndFreesTheKey) {
    intakes_.hook = crash_at("accepted");
    EXPECT_THROW((void)send(good_body, "key"), Crash);
    EXPECT_EQ(spool_.size(), 1u);  // the intake may be durable, so its body must be
    EXPECT_TRUE(send(good_body, "key")->repeated);
}

// A client that sends the same request from several threads at once and tries again while it is told that the
// first is arriving.
TEST_F(AcceptBatch, RacesOfOneKeyMakeOneIntake) {
    constexpr int rounds = 1000;
    constexpr int threads = 3;
    std::barrier start(threads);
    std::vector<std::vector<BatchId>> answers(rounds, std::vector<BatchId>(threads));
    const auto client = [&](int thread) {
        for (std::size_t round = 0; round < rounds; ++round) {
            start.arrive_and_wait();
            for (;;) {
                const auto accepted = send(good_body, "key-" + std::to_string(round));
                if (accepted) answers[round][static_cast<std::size_t>(thread)] = accepted->intake.batch_id;
                if (accepted) break;
                if (accepted.error().code != ErrorCode::conflict) return;
            }
        }
    };
    {
        std::vector<std::jthread> running;
        for (int t = 0; t < threads; ++t) running.emplace_back(client, t);
    }
    std::set<BatchId> distinct;
    for (const auto& round : answers) {
        EXPECT_EQ(round, std::vector<BatchId>(threads, round[0]));
        distinct.insert(round[0]);
    }
    EXPECT_EQ(distinct.size(), static_cast<std::size_t>(rounds));
    EXPECT_EQ(intakes_.size(), static_cast<std::size_t>(rounds));
    EXPECT_EQ(spool_.size(), static_cast<std::size_t>(rounds));
}

TEST_F(AcceptBatch, RacesOfOneKeyWithDifferentBodiesMakeOneIntake) {
    constexpr int rounds = 1000;
    constexpr int threads = 3;
    std::barrier start(threads);
    std::vector<std::atomic<int>> accepted(rounds);
    std::vector<std::atomic<int>> refused(rounds);
    const auto client = [&](int thread) {
        for (std::size_t round = 0; round < rounds; ++round) {
            start.arrive_and_wait();
            for (;;) {
                const auto answer = send("body " + std::to_string(thread), "key-" + std::to_string(round));
                if (answer) ++accepted[round];
                if (!answer && answer.error().code == ErrorCode::unprocessable) ++refused[round];
                if (answer || answer.error().code != ErrorCode::conflict) break;
            }
        }
    };
    {
        std::vector<std::jthread> running;
        for (int t = 0; t < threads; ++t) running.emplace_back(client, t);
    }
    for (std::size_t round = 0; round < rounds; ++round) {
        EXPECT_EQ(accepted[round], 1);
        EXPECT_EQ(refused[round], threads - 1);
    }
    EXPECT_EQ(spool_.size(), static_cast<std::size_t>(rounds));
}

}  // namespace
}  // namespace insightflow::testing
