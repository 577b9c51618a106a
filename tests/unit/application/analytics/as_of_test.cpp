#include "application/analytics/as_of.hpp"

#include <gtest/gtest.h>

#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

using namespace std::chrono_literals;

const AuthorisedScope viewer{workspace, Role::viewer, "x"};

class AsOfTest : public ::testing::Test {
protected:
    Result<std::int64_t> ask(std::string_view text) {
        return commit_of(text, viewer, now_, {facts_, intakes_, [this](WorkspaceId) { return zone_; }});
    }
    std::string fault(std::string_view text) {
        const auto refused = ask(text);
        if (refused || refused.error().faults.empty()) return "none";
        EXPECT_EQ(refused.error().faults[0].pointer, "#/query/as_of");
        return refused.error().faults[0].detail;
    }
    void apply(int n, Timestamp at) {
        StagedBatch batch;
        batch.batch_id = numbered_id(n);
        ASSERT_TRUE(facts_.apply_one(batch, [at] { return at; }, {}));
    }

    FakeFactStore facts_{};
    FakeIntakeStore intakes_{};
    std::string zone_ = "UTC";
    // 2023-11-14T22:13:20Z
    Timestamp now_{1'700'000'000s};
};

TEST_F(AsOfTest, ABatchIsItsCommit) {
    apply(1, now_);
    apply(2, now_);
    EXPECT_EQ(ask(numbered_id(2)).value(), 2);
    EXPECT_EQ(ask(numbered_id(1)).value(), 1);
}

TEST_F(AsOfTest, ABatchThatIsNotAppliedIsAConflictAndAnUnknownOneNotFound) {
    intakes_.put(numbered_intake(3));
    EXPECT_EQ(ask(numbered_id(3)).error().code, ErrorCode::conflict);
    EXPECT_EQ(ask(numbered_id(4)).error().code, ErrorCode::not_found);
    Intake foreign = numbered_intake(5);
    foreign.workspace = WorkspaceId{2};
    intakes_.put(foreign);
    EXPECT_EQ(ask(numbered_id(5)).error().code, ErrorCode::not_found);
}

TEST_F(AsOfTest, ATimeIsTheLastCommitUntilThen) {
    apply(1, now_ - 2h);
    apply(2, now_ - 1h);
    EXPECT_EQ(ask("2023-11-14T20:13:19.999999Z").value(), 0);
    EXPECT_EQ(ask("2023-11-14T20:13:20Z").value(), 1);
    EXPECT_EQ(ask("2023-11-14T22:13:20+02:00").value(), 1);
    EXPECT_EQ(ask("2023-11-14T21:13:20Z").value(), 2);
    EXPECT_EQ(fault("2023-11-14T22:13:21Z"), "has yet to come");
}

TEST_F(AsOfTest, ADayEndsInTheWorkspacesZone) {
    apply(1, Timestamp{1'699'916'399s});  // 2023-11-13T22:59:59Z
    apply(2, Timestamp{1'699'916'400s});
    EXPECT_EQ(ask("2023-11-13").value(), 2);
    zone_ = "Europe/Berlin";
    EXPECT_EQ(ask("2023-11-13").value(), 1) << "where it is 23:59:59 then, and midnight a second later";
    EXPECT_EQ(ask("2023-11-12").value(), 0);
    EXPECT_EQ(ask("2023-11-14").value(), 2) << "today is as it is now";
    EXPECT_EQ(fault("2023-11-15"), "has yet to come: it is 2023-11-14 in Europe/Berlin");
    zone_ = "Asia/Tokyo";
    EXPECT_EQ(ask("2023-11-15").value(), 2) << "it is tomorrow there";
}

TEST_F(AsOfTest, TodayIsAsItIsNowAlsoAfterTheClockJumpedBack) {
    apply(1, now_ + 10min);
    EXPECT_EQ(ask("2023-11-14").value(), 1);
}

TEST_F(AsOfTest, ANumberIsThatOfACommit) {
    apply(1, now_);
    apply(2, now_);
    EXPECT_EQ(ask("2").value(), 2);
    EXPECT_EQ(ask("1").value(), 1);
    EXPECT_EQ(ask("0").value(), 0) << "before the first";
    EXPECT_EQ(fault("3"), "has yet to come: the last commit is 2");
    EXPECT_EQ(fault("99999999999999999999"), "has yet to come: the last commit is 2");
}

TEST_F(AsOfTest, AnythingElseIsAFault) {
    for (const char* text :
         {"yesterday", "2023-02-30", "-1", "1.5", "", "2023-11-14T20:13:20", "01HF7YAT02", "now"})
        EXPECT_EQ(fault(text),
                  "must be a batch's id, the number of a commit, a date, or a time with its offset such as "
                  "2024-07-01T12:00:00Z")
            << text;
}

}  // namespace
}  // namespace insightflow::testing
