// The tables of the fact store's file: how those of an older program are brought up to date, and how what
// belongs to a source alone is asked of them in plain SQL.
#include <duckdb.h>
#include <gmock/gmock.h>

#include "contract/facts/stores_under_test.hpp"

namespace insightflow::duckdb {
namespace {

using insightflow::testing::at;
using insightflow::testing::FactRow;
using insightflow::testing::noon;
using insightflow::testing::staged;
using insightflow::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Runs statements on a file that no engine has open.
void run_sql(const std::filesystem::path& file, const char* sql) {
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    ASSERT_EQ(duckdb_open(file.c_str(), &database), DuckDBSuccess);
    ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
    EXPECT_EQ(duckdb_query(connection, sql, nullptr), DuckDBSuccess);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
}

// The rows of an answer, their cells as texts with blanks between.
std::vector<std::string> answer_of(const std::filesystem::path& file, const char* sql) {
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    EXPECT_EQ(duckdb_open(file.c_str(), &database), DuckDBSuccess);
    EXPECT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
    duckdb_result result;
    EXPECT_EQ(duckdb_query(connection, sql, &result), DuckDBSuccess) << duckdb_result_error(&result);
    std::vector<std::string> rows(duckdb_row_count(&result));
    for (idx_t row = 0; row < rows.size(); ++row) {
        for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
            char* const text = duckdb_value_varchar(&result, column, row);
            rows[row].append(column == 0 ? "" : " ").append(text == nullptr ? "null" : text);
            duckdb_free(text);
        }
    }
    duckdb_destroy_result(&result);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    return rows;
}

class Schema : public ::testing::Test {
protected:
    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "facts.duckdb";
};

StagedBatch by_age(std::int64_t acceptance, const std::vector<std::pair<std::string, std::int64_t>>& ages) {
    std::vector<FactRow> rows;
    for (const auto& [age, clicks] : ages) {
        rows.push_back({.clicks = clicks, .cost = 1'500'000});
        if (!age.empty()) rows.back().line.attributes = {{"age", age}};
    }
    StagedBatch batch = staged(acceptance, rows, "ages");
    batch.shape.dimensions = "age";
    return batch;
}

TEST_F(Schema, ADimensionOfASourcesOwnIsAskedByOneJoin) {
    {
        const auto engine = open(file_, {}).value();
        ASSERT_TRUE(engine->facts().apply_one(by_age(1, {{"65+", 1}, {"18-24", 2}, {"", 4}}), at(noon), {}));
        ASSERT_TRUE(engine->facts().apply_one(by_age(2, {{"65+", 8}}), at(noon), {}));
        ASSERT_TRUE(engine->facts().apply_one(staged(3, {{.clicks = 16}}), at(noon), {}));
        EXPECT_TRUE(engine->inspector().contradictions().value().empty());
        const auto totals = engine->inspector().totals().value();
        ASSERT_EQ(totals.size(), 2U);
        EXPECT_THAT(totals[0].sums, HasSubstr("with own dimensions 3 ("));
        EXPECT_THAT(totals[1].sums, Not(HasSubstr("own dimensions")));
    }
    EXPECT_THAT(answer_of(file_,
                          "SELECT a.value, sum(f.clicks), sum(f.cost) FROM performance f "
                          "LEFT JOIN attribute a ON a.attributes_id = f.attributes_id AND a.name = 'age' "
                          "GROUP BY a.value ORDER BY a.value NULLS LAST"),
                ElementsAre("18-24 2 1.500000", "65+ 8 1.500000", "null 20 1.500000"));
    run_sql(file_, "UPDATE performance SET attributes_id = 99 WHERE attributes_id IS NOT NULL");
    const auto engine = open(file_, {}).value();
    EXPECT_THAT(engine->inspector().contradictions().value(),
                ElementsAre(HasSubstr("2 rows have attributes that are not there")));
}

TEST_F(Schema, AMeasureOfASourcesOwnIsAColumnThatOwnMeasureNames) {
    {
        const auto engine = open(file_, {}).value();
        FactStore& facts = engine->facts();
        ASSERT_TRUE(facts.apply_one(staged(1, {{.own = {{"views", 1'500'000}}}}), at(noon), {}));
        ASSERT_TRUE(
            facts.apply_one(staged(2, {{.own = {{"refunds", 2}, {"views", 2'500'000}}}}), at(noon), {}));
        ASSERT_TRUE(facts.apply_one(staged(3, {{.own = {{"leads", 4}}}}, "leads"), at(noon), {}));
        ASSERT_TRUE(facts.apply_one(staged(4, {{.clicks = 4}}, "none"), at(noon), {}));
        EXPECT_TRUE(engine->inspector().contradictions().value().empty());
        const auto totals = engine->inspector().totals().value();
        ASSERT_EQ(totals.size(), 3U);
        EXPECT_THAT(totals[0].sums, HasSubstr("with own measures [4.000000, 0.000002, NULL"));
        EXPECT_THAT(totals[2].sums, Not(HasSubstr("own measures")));
    }
    EXPECT_THAT(answer_of(file_,
                          "SELECT s.name, m.slot, m.name FROM own_measure m JOIN source s USING (source_id) "
                          "ORDER BY ALL"),
                ElementsAre("default 0 views", "default 1 refunds", "leads 0 leads"));
    EXPECT_THAT(answer_of(file_, "SELECT sum(own_1), sum(own_2) FROM performance WHERE source_id = 1"),
                ElementsAre("2.500000 0.000002"));
    run_sql(file_, "UPDATE performance SET own_3 = 1 WHERE source_id = 1");
    run_sql(file_, "UPDATE own_measure SET slot = 1 WHERE source_id = 2");
    const auto engine = open(file_, {}).value();
    EXPECT_THAT(engine->inspector().contradictions().value(),
                ElementsAre(HasSubstr("1 rows have values of measures that their source does not have"),
                            HasSubstr("1 measures of a source's own do not have one slot each")));
}

// The tables as version 4 had them.
std::string back_to_version_4() {
    std::string sql;
    for (const std::string table : {"performance", "performance_history", "performance_stale"}) {
        sql += "ALTER TABLE " + table + " DROP COLUMN attributes_id;\n";
        for (std::size_t slot = 1; slot <= own_measures_max; ++slot)
            sql += "ALTER TABLE " + table + " DROP COLUMN own_" + std::to_string(slot) + ";\n";
    }
    return sql + R"sql(
ALTER TABLE source_shape DROP COLUMN dimensions;
ALTER TABLE line DROP COLUMN attributes_id;
DROP TABLE attribute;
DROP TABLE own_measure;
UPDATE schema_version SET version = 4;
)sql";
}

TEST_F(Schema, AStoreOfTheVersionBeforeIsBroughtUpToDate) {
    std::vector<RowVersion> before;
    std::vector<insightflow::SourceTotals> totals;
    {
        const auto engine = open(file_, {}).value();
        FactStore& facts = engine->facts();
        const FactRow event{
            .clicks = 3, .bucket = 7, .utc_start_us = 7, .extra = R"({"x":"y"})", .version = 5};
        StagedBatch events = staged(3, {event}, "events");
        events.shape.grain = Grain::event;
        events.shape.versions = VersionKind::integer;
        ASSERT_TRUE(facts.apply_one(staged(1, {{.clicks = 1, .cost = 1'500'000}}), at(noon), {}));
        ASSERT_TRUE(facts.apply_one(staged(2, {{.clicks = 2}}), at(noon), {}));
        ASSERT_TRUE(facts.apply_one(events, at(noon), {}));
        events.acceptance = 4;
        events.batch_id = "LATE";
        events.facts.version[0] = 1;
        ASSERT_EQ(facts.apply_one(events, at(noon), {})->outcomes.stale, 1);
        before = engine->row_versions({1}).value();
        totals = engine->inspector().totals().value();
    }
    run_sql(file_, back_to_version_4().c_str());
    {
        const auto engine = open(file_, {}).value();
        EXPECT_EQ(engine->row_versions({1}).value(), before);
        EXPECT_EQ(engine->inspector().totals().value(), totals);
        EXPECT_TRUE(engine->inspector().contradictions().value().empty());
        FactStore& facts = engine->facts();
        EXPECT_EQ(facts.apply_one(staged(5, {{.clicks = 2}}), at(noon), {})->outcomes.unchanged, 1);
        ASSERT_TRUE(facts.undo({1}, "BATCH2", at(noon), {}));
        EXPECT_EQ(facts.apply_one(by_age(6, {{"65+", 1}}), at(noon), {})->outcomes.added, 1);
    }
    const auto engine = open(file_, {}).value();
    EXPECT_EQ(engine->facts().last_commit_sequence().value(), 7);
    EXPECT_TRUE(engine->inspector().contradictions().value().empty());
}

TEST_F(Schema, ABringingUpToDateThatFailsLeavesTheFileAsItWas) {
    {
        const auto engine = open(file_, {}).value();
        ASSERT_TRUE(engine->facts().apply_one(staged(1, {{.clicks = 1}}), at(noon), {}));
    }
    run_sql(file_, back_to_version_4().c_str());
    run_sql(file_, "CREATE TABLE attribute (x INTEGER)");
    EXPECT_FALSE(open(file_, {}).has_value());
    EXPECT_THAT(answer_of(file_, "SELECT version FROM schema_version"), ElementsAre("4"));
    run_sql(file_, "DROP TABLE attribute");
    EXPECT_EQ(open(file_, {}).value()->row_versions({1}).value().size(), 1U);
}

}  // namespace
}  // namespace insightflow::duckdb
