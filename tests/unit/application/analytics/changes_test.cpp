#include "application/analytics/changes.hpp"

#include <gtest/gtest.h>

#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

const AuthorisedScope viewer{WorkspaceId{7}, Role::viewer, "x"};

class FakeChangeStore final : public ChangeStore {
public:
    std::size_t cells = 0;
    std::optional<ChangesPlan> asked{};
    Result<std::vector<ChangedCell>> changes(const ChangesPlan& plan, std::stop_token) override {
        asked = plan;
        return std::vector<ChangedCell>(std::min(cells, plan.cells_max));
    }
};

class ChangesTest : public ::testing::Test {
protected:
    Result<Changes> ask(const ChangesQuestion& question) {
        const AsOf as_of = [](std::string_view text, const AuthorisedScope& scope,
                              Timestamp) -> Result<std::int64_t> {
            EXPECT_EQ(scope.workspace, viewer.workspace);
            if (text == "monday") return 3;
            if (text == "tuesday") return 8;
            return invalid_argument("no", {{"#/query/as_of", "is no day"}});
        };
        return changes_since(question, viewer, noon, {store_, facts_, as_of}, {});
    }
    std::string fault(const ChangesQuestion& question) {
        const auto refused = ask(question);
        EXPECT_FALSE(refused);
        if (refused || refused.error().faults.size() != 1) return "none";
        return refused.error().faults[0].pointer + " " + refused.error().faults[0].detail;
    }

    FakeChangeStore store_{};
    FakeFactStore facts_{};
};

TEST_F(ChangesTest, AreThoseBetweenTheTwoCommits) {
    store_.cells = 2;
    const Day first{std::chrono::year{2024} / 6 / 1};
    const std::vector<RowFilter> filters{{KeyColumn::source, {"ads"}}};
    const auto changes = ask({"monday", "tuesday", filters, {first, {}}, 2});
    ASSERT_TRUE(changes);
    EXPECT_EQ(changes->since, 3);
    EXPECT_EQ(changes->until, 8);
    EXPECT_EQ(changes->cells.size(), 2u);
    EXPECT_FALSE(changes->more_rows);
    EXPECT_EQ(store_.asked->since, 3);
    EXPECT_EQ(store_.asked->until, 8);
    EXPECT_EQ(store_.asked->facts.workspace, viewer.workspace);
    EXPECT_EQ(store_.asked->facts.filters, filters);
    EXPECT_EQ(store_.asked->facts.days.from, first);
}

TEST_F(ChangesTest, WithoutAnEndTheyAreUpToTheLastCommit) {
    StagedBatch batch;
    for (int n = 1; n <= 5; ++n) {
        batch.batch_id = numbered_id(n);
        ASSERT_TRUE(facts_.apply_one(batch, [] { return noon; }, {}));
    }
    EXPECT_EQ(ask({"monday", {}, {}, {}, 10})->until, 5);
}

TEST_F(ChangesTest, ACommitThatIsNotToldAsTheLastYetIsNoContradiction) {
    const auto changes = ask({"monday", {}, {}, {}, 10});
    ASSERT_TRUE(changes);
    EXPECT_EQ(changes->until, 3);
}

TEST_F(ChangesTest, TheLimitCutsAndSaysSo) {
    store_.cells = 3;
    const auto changes = ask({"monday", "tuesday", {}, {}, 2});
    EXPECT_EQ(changes->cells.size(), 2u);
    EXPECT_TRUE(changes->more_rows);
}

TEST_F(ChangesTest, FaultsNameTheParameterThatWasMeant) {
    EXPECT_EQ(fault({"soon", {}, {}, {}, 1}), "#/query/since is no day");
    EXPECT_EQ(fault({"monday", "soon", {}, {}, 1}), "#/query/until is no day");
    EXPECT_EQ(fault({"tuesday", "monday", {}, {}, 1}), "#/query/until must not be before since");
    const Day day{std::chrono::year{2024} / 6 / 1};
    EXPECT_EQ(fault({"monday", {}, {}, {day, day - std::chrono::days{1}}, 1}),
              "#/query/to must not be before from (2024-06-01)");
}

}  // namespace
}  // namespace insightflow::testing
