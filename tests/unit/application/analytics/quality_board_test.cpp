#include "application/analytics/quality_board.hpp"

#include <gtest/gtest.h>

#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

using std::chrono::seconds;

constexpr Timestamp morning = Day{std::chrono::year{2024} / 5 / 1} + std::chrono::hours{6};
constexpr WorkspaceId mine{1};

// One source; a pass takes as long as it is told.
class FakeQualityStore final : public QualityStore {
public:
    explicit FakeQualityStore(Timestamp& now) : now_(now) {}

    Result<QualityFigures> figures(WorkspaceId workspace, Day until, std::stop_token) override {
        ++passes;
        last_workspace = workspace;
        last_until = until;
        now_ += takes;
        if (failure) return *failure;
        if (failing == workspace) return Error{ErrorCode::internal, "Out of memory.", {}};
        SourceFigures source;
        source.source = "ads";
        source.batches = {{.batch_id = "b", .ended_at = morning, .received = 10, .accepted = 10}};
        source.arrivals = {{morning, {}}};
        return QualityFigures{version_of(workspace), {source}, {}};
    }
    Result<std::vector<WorkspaceVersion>> versions(std::stop_token) override {
        if (failure) return *failure;
        return newest;
    }

    int passes = 0;
    WorkspaceId last_workspace{};
    Day last_until{};
    std::chrono::microseconds takes = seconds{1};
    std::optional<Error> failure{};
    std::optional<WorkspaceId> failing{};
    std::vector<WorkspaceVersion> newest{{mine, 1}};

private:
    std::int64_t version_of(WorkspaceId workspace) const {
        for (const WorkspaceVersion& version : newest)
            if (version.workspace == workspace) return version.commit_sequence;
        return 0;
    }
    Timestamp& now_;
};

class QualityBoardTest : public ::testing::Test {
protected:
    KnownQuality look() {
        auto known = board.look(mine, {});
        EXPECT_TRUE(known);
        return *std::move(known);
    }

    Timestamp now = morning;
    FakeQualityStore store{now};
    FakeIntakeStore intakes;
    QualityBoard board{{store, intakes, [this] { return now; }, [](WorkspaceId) { return "UTC"; }}};
};

TEST_F(QualityBoardTest, IsFoundOutOnceForAVersion) {
    EXPECT_FALSE(board.known(mine));
    const KnownQuality known = look();
    EXPECT_TRUE(known.is_current);
    EXPECT_EQ(known.report->commit_sequence, 1);
    EXPECT_EQ(known.found_at, morning + seconds{1});
    EXPECT_EQ(store.last_until, Day{std::chrono::year{2024} / 5 / 1});
    now += std::chrono::hours{1};
    look();
    EXPECT_EQ(store.passes, 1);
    ASSERT_TRUE(board.known(mine));
    EXPECT_EQ(board.known(mine)->report, known.report);
}

TEST_F(QualityBoardTest, ANewVersionWaitsTwentyTimesAsLongAsThePassTook) {
    look();
    store.newest = {{mine, 2}};
    now += seconds{19};
    const KnownQuality older = look();
    EXPECT_FALSE(older.is_current);
    EXPECT_EQ(older.report->commit_sequence, 1);
    now += seconds{1};
    EXPECT_EQ(look().report->commit_sequence, 2);
    EXPECT_EQ(store.passes, 2);
}

TEST_F(QualityBoardTest, AShortPassIsRepeatedForWhoeverAsksAndOtherwiseWaitedAfter) {
    store.takes = std::chrono::milliseconds{900};
    look();
    store.newest = {{mine, 2}};
    ASSERT_TRUE(board.refresh({}));
    EXPECT_EQ(store.passes, 1);
    EXPECT_EQ(look().report->commit_sequence, 2);
    EXPECT_EQ(store.passes, 2);
}

TEST_F(QualityBoardTest, AClockThatWasSetBackIsNotWaitedFor) {
    look();
    store.newest = {{mine, 2}};
    now -= std::chrono::hours{2};
    EXPECT_EQ(look().report->commit_sequence, 2);
}

TEST_F(QualityBoardTest, AnotherDayIsLookedAtAnew) {
    look();
    now += std::chrono::hours{24};
    EXPECT_EQ(look().today, Day{std::chrono::year{2024} / 5 / 2});
    EXPECT_EQ(store.passes, 2);
}

TEST_F(QualityBoardTest, BatchesThatWereRejectedWholeCountToo) {
    Intake refused;
    refused.workspace = mine;
    refused.batch_id = "refused";
    refused.state = IntakeState::rejected;
    refused.options.source = "ads";
    refused.outcomes.received = refused.outcomes.rejected = 10;
    refused.received_at = morning - seconds{5};
    ASSERT_TRUE(intakes.accept(refused, {}, morning, {}));
    refused.batch_id = "elsewhere";
    refused.options.source = "other";
    ASSERT_TRUE(intakes.accept(refused, {}, morning, {}));
    const auto& source = look().report->sources.at(0);
    ASSERT_EQ(source.batches.size(), 2U);
    EXPECT_EQ(source.batches[0].batch_id, "refused");
    EXPECT_FALSE(source.batches[0].applied);
    const QualityTotals totals = board.totals();
    EXPECT_EQ(totals.validation, (Validation{20, 10}));
    EXPECT_EQ(totals.findings[static_cast<std::size_t>(QualityCode::validation_rate)], 2);
    EXPECT_EQ(totals.newest_batch_at, morning);
}

TEST_F(QualityBoardTest, ARefreshLooksAtEveryWorkspaceUpToALimit) {
    store.takes = seconds{0};
    store.newest.clear();
    for (std::int32_t id = 1; id <= static_cast<std::int32_t>(quality_workspaces_max) + 1; ++id)
        store.newest.push_back({{id}, 1000 - id});
    ASSERT_TRUE(board.refresh({}));
    EXPECT_EQ(store.passes, static_cast<int>(quality_workspaces_max));
    const WorkspaceId left_out{static_cast<std::int32_t>(quality_workspaces_max) + 1};
    EXPECT_FALSE(board.known(left_out));
    store.newest.back().commit_sequence = 2000;
    ASSERT_TRUE(board.look(left_out, {}));
    EXPECT_TRUE(board.known(left_out));
    EXPECT_FALSE(board.known({static_cast<std::int32_t>(quality_workspaces_max)}));
}

TEST_F(QualityBoardTest, ABatchThatIsRejectedWholeMakesAReportOld) {
    store.takes = seconds{0};
    EXPECT_EQ(validation_of(look().report->sources.at(0).batches), (Validation{10, 10}));
    Intake refused;
    refused.workspace = mine;
    refused.batch_id = "refused";
    refused.state = IntakeState::rejected;
    refused.options.source = "ads";
    refused.outcomes.received = refused.outcomes.rejected = 30;
    ASSERT_TRUE(intakes.accept(refused, {}, morning, {}));
    const KnownQuality known = look();
    EXPECT_EQ(validation_of(known.report->sources.at(0).batches), (Validation{40, 10}));
    EXPECT_TRUE(known.is_current);
    look();
    EXPECT_EQ(store.passes, 2);
}

TEST_F(QualityBoardTest, AWorkspaceWhosePassFailsKeepsNoOtherFromTheirs) {
    store.newest = {{mine, 3}, {{2}, 2}, {{3}, 1}};
    store.failing = mine;
    EXPECT_EQ(board.refresh({}).error().message, "Out of memory.");
    EXPECT_FALSE(board.known(mine));
    EXPECT_TRUE(board.known({2}));
    EXPECT_TRUE(board.known({3}));
    EXPECT_EQ(store.passes, 3);
    now += seconds{5};
    EXPECT_EQ(board.refresh({}).error().message, "Out of memory.") << "it is still so";
    EXPECT_EQ(store.passes, 3) << "and waited after";
    EXPECT_EQ(board.totals().validation, (Validation{20, 20}));
    now += seconds{60};
    store.failing.reset();
    EXPECT_TRUE(board.refresh({}));
    EXPECT_TRUE(board.known(mine));
}

TEST_F(QualityBoardTest, WhoIsStoppedIsNotWaitedAfter) {
    std::stop_source stopped;
    store.failing = mine;
    stopped.request_stop();
    EXPECT_FALSE(board.look(mine, stopped.get_token()));
    store.failing.reset();
    EXPECT_TRUE(look().is_current);
}

TEST_F(QualityBoardTest, FailuresAreHandedOnAndWhatIsKnownStays) {
    look();
    store.newest = {{mine, 2}};
    now += seconds{60};
    store.failure = Error{ErrorCode::unavailable, "Not now.", {}};
    EXPECT_EQ(board.look(mine, {}).error().code, ErrorCode::unavailable);
    EXPECT_EQ(board.refresh({}).error().code, ErrorCode::unavailable);
    EXPECT_TRUE(board.known(mine));
}

}  // namespace
}  // namespace insightflow::testing
