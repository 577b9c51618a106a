// What is told of a fact store as a whole.
#include <duckdb.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::duckdb {
namespace {

using insightflow::testing::at;
using insightflow::testing::campaign_line;
using insightflow::testing::FactRow;
using insightflow::testing::noon;
using insightflow::testing::staged;
using insightflow::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FactInspection : public ::testing::Test {
protected:
    void apply(std::int64_t number, const std::string& campaign, std::int64_t clicks,
               WorkspaceId workspace = {1}) {
        const FactRow row{.line = campaign_line("google_ads", campaign), .clicks = clicks, .cost = 2'500'000};
        ASSERT_TRUE(engine_->facts().apply_one(staged(number, {row}, "shop", workspace), at(noon), {}));
    }
    // Statements of somebody else on the closed file.
    void change(const char* sql) {
        engine_.reset();
        duckdb_database database = nullptr;
        duckdb_connection connection = nullptr;
        ASSERT_EQ(duckdb_open(file_.c_str(), &database), DuckDBSuccess);
        ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
        EXPECT_EQ(duckdb_query(connection, sql, nullptr), DuckDBSuccess);
        duckdb_disconnect(&connection);
        duckdb_close(&database);
        engine_ = open(file_, {}).value();
    }
    std::vector<std::string> contradictions() { return engine_->inspector().contradictions().value(); }

    TemporaryFolder folder_{};
    std::filesystem::path file_ = folder_.path() / "facts.duckdb";
    std::unique_ptr<Engine> engine_ = open(file_, {}).value();
};

TEST_F(FactInspection, AnEmptyStoreContradictsNothing) {
    EXPECT_THAT(contradictions(), IsEmpty());
    EXPECT_THAT(engine_->inspector().commits().value(), IsEmpty());
    EXPECT_THAT(engine_->inspector().totals().value(), IsEmpty());
}

TEST_F(FactInspection, CommitsOfAllWorkspacesComeInTheirOrderWithTheirUndo) {
    apply(7, "a", 1);
    apply(3, "a", 2, {2});
    const auto undone = engine_->facts().undo({1}, staged(7, {}).batch_id, at(noon), {}).value();
    const auto commits = engine_->inspector().commits().value();
    ASSERT_EQ(commits.size(), 2u);
    EXPECT_EQ(commits[0].workspace, WorkspaceId{1});
    EXPECT_EQ(commits[0].batch.acceptance, 7);
    EXPECT_EQ(commits[0].batch.undo, (BatchUndo{undone.undo->commit_sequence, noon, 1, 0, 0, {}}));
    EXPECT_EQ(commits[1].workspace, WorkspaceId{2});
    EXPECT_EQ(commits[1].batch.commit_sequence, 2);
    EXPECT_EQ(commits[1].batch.outcomes.added, 1);
    EXPECT_FALSE(commits[1].batch.undo);
    EXPECT_THAT(contradictions(), IsEmpty());
}

TEST_F(FactInspection, TotalsAreTheSumsOfWhatIsShownAndTellOfTheHistory) {
    apply(1, "a", 1);
    apply(2, "a", 5);
    apply(3, "b", 10);
    const auto totals = engine_->inspector().totals().value();
    ASSERT_EQ(totals.size(), 1u);
    EXPECT_EQ(totals[0].source, "shop");
    EXPECT_EQ(totals[0].currency, "USD");
    EXPECT_EQ(
        totals[0].sums,
        "rows 2, impressions , clicks 15, cost 5.000000, revenue , conversions , new customers , versions 3");
}

TEST_F(FactInspection, WhatSomebodyElseChangedIsTold) {
    apply(1, "a", 1);
    apply(2, "a", 2);
    apply(3, "b", 3);
    change("INSERT INTO performance SELECT * FROM performance WHERE seq = 3");
    EXPECT_THAT(contradictions(), ElementsAre("1 keys stand more than once in performance"));
    change(
        "DELETE FROM performance WHERE seq = 3; UPDATE performance SET seq = 9; "
        "UPDATE performance_history SET seq_to = 1; DELETE FROM line; DELETE FROM source_shape;"
        "UPDATE applied_batch SET accepted = 5 WHERE seq = 1; DELETE FROM applied_batch WHERE seq = 2");
    EXPECT_THAT(
        contradictions(),
        ElementsAre("1 rows of performance are of no commit", HasSubstr("1 rows of performance_history"),
                    "2 rows have no line", "1 sources have no shape, or their name twice",
                    "1 totals are of no commit", "1 batches do not add up", HasSubstr("1 commits")));
}

}  // namespace
}  // namespace insightflow::duckdb
