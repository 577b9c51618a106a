#include "adapters/duckdb/schema.hpp"

#include <string>

namespace insightflow::duckdb {
namespace {

// performance has no key and no index on purpose: an index costs 11 to 36 s per ten million rows and slows
// every write; uniqueness is the one apply thread's work. Rows lie ordered by workspace, day and campaign
// within each batch.
constexpr const char* fact_tables = R"sql(
CREATE TABLE performance (
    workspace INTEGER NOT NULL, day DATE NOT NULL, line_id INTEGER NOT NULL, bucket BIGINT NOT NULL,
    utc_start TIMESTAMP,
    source_id INTEGER NOT NULL, platform_id INTEGER NOT NULL, campaign_key INTEGER NOT NULL,
    country_id INTEGER, device_id INTEGER, attributes_id INTEGER, currency_id INTEGER NOT NULL,
    impressions BIGINT, clicks BIGINT, cost DECIMAL(18,6), revenue DECIMAL(18,6),
    conversions DECIMAL(18,6), new_customers DECIMAL(18,6),
    -- what own_measure says of the row's source
    own_1 DECIMAL(18,6), own_2 DECIMAL(18,6), own_3 DECIMAL(18,6), own_4 DECIMAL(18,6),
    own_5 DECIMAL(18,6), own_6 DECIMAL(18,6), own_7 DECIMAL(18,6), own_8 DECIMAL(18,6),
    revenue_estimated BOOLEAN NOT NULL, extra VARCHAR,
    version BIGINT NOT NULL,  -- of the assertion that brought the row; 0 where the source has none
    version_held BIGINT NOT NULL, acceptance BIGINT NOT NULL,  -- of the best one that asserted it
    seq BIGINT NOT NULL);
CREATE TABLE performance_history AS SELECT *, seq AS seq_to FROM performance;
CREATE TABLE performance_stale AS SELECT * FROM performance;
)sql";

constexpr const char* run_table = R"sql(
CREATE TABLE confirmed_run (
    source_id INTEGER NOT NULL, seq BIGINT NOT NULL, day DATE NOT NULL, version BIGINT NOT NULL,
    first_line INTEGER NOT NULL, first_bucket BIGINT NOT NULL,
    last_line INTEGER NOT NULL, last_bucket BIGINT NOT NULL);
)sql";

// Ids count up from 1 in every dictionary. named_by is the acceptance number of the batch that gave the name.
constexpr const char* dictionary_tables = R"sql(
CREATE TABLE source (
    source_id INTEGER NOT NULL, workspace INTEGER NOT NULL, name VARCHAR NOT NULL,
    measures INTEGER NOT NULL);  -- those that its batches carried, one bit each
CREATE TABLE source_shape (  -- since the commit seq; the one of the highest seq holds
    source_id INTEGER NOT NULL, seq BIGINT NOT NULL, grain INTEGER NOT NULL, level INTEGER NOT NULL,
    by_country BOOLEAN NOT NULL, by_device BOOLEAN NOT NULL, versions INTEGER NOT NULL,
    dimensions VARCHAR);  -- names of the source's own, with commas
CREATE TABLE platform (platform_id INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE country (country_id INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE device (device_id INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE currency (currency_id INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE account (
    account_key INTEGER NOT NULL, workspace INTEGER NOT NULL, source_id INTEGER NOT NULL,
    platform_id INTEGER NOT NULL, account_id VARCHAR, name VARCHAR, named_by BIGINT);
CREATE TABLE campaign (
    campaign_key INTEGER NOT NULL, workspace INTEGER NOT NULL, source_id INTEGER NOT NULL,
    account_key INTEGER NOT NULL, campaign_id VARCHAR, name VARCHAR, named_by BIGINT);
CREATE TABLE ad_group (
    ad_group_key INTEGER NOT NULL, workspace INTEGER NOT NULL, source_id INTEGER NOT NULL,
    campaign_key INTEGER NOT NULL, ad_group_id VARCHAR, name VARCHAR, named_by BIGINT);
CREATE TABLE ad (
    ad_key INTEGER NOT NULL, workspace INTEGER NOT NULL, source_id INTEGER NOT NULL,
    ad_group_key INTEGER NOT NULL, ad_id VARCHAR, name VARCHAR, named_by BIGINT);
CREATE TABLE line (
    line_id INTEGER NOT NULL, workspace INTEGER NOT NULL, source_id INTEGER NOT NULL, key VARCHAR NOT NULL,
    platform_id INTEGER NOT NULL, account_key INTEGER NOT NULL, campaign_key INTEGER NOT NULL,
    ad_group_key INTEGER NOT NULL, ad_key INTEGER NOT NULL, country_id INTEGER, device_id INTEGER,
    attributes_id INTEGER);
CREATE TABLE asserted_name (
    seq BIGINT NOT NULL, level INTEGER NOT NULL, key INTEGER NOT NULL, name VARCHAR NOT NULL);
)sql";

// What rows say in dimensions of their source's own: an id is a set of names and values. A dimension in which
// a row says nothing has no entry. And which column of the rows, own_1 and so on by slot, is which measure of
// a source: for good, so that history means what it meant.
constexpr const char* tables_of_sources_own = R"sql(
CREATE TABLE attribute (
    attributes_id INTEGER NOT NULL, workspace INTEGER NOT NULL, source_id INTEGER NOT NULL,
    name VARCHAR NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE own_measure (
    source_id INTEGER NOT NULL, workspace INTEGER NOT NULL, slot INTEGER NOT NULL, name VARCHAR NOT NULL,
    is_amount BOOLEAN NOT NULL);
)sql";

// Version 4 knew no dimensions and measures of a source's own. The tables of rows are written anew, because
// every statement takes their columns in one order.
constexpr const char* set_aside_rows = R"sql(
ALTER TABLE performance RENAME TO performance_4;
ALTER TABLE performance_history RENAME TO performance_history_4;
ALTER TABLE performance_stale RENAME TO performance_stale_4;
)sql";
constexpr const char* take_rows_over = R"sql(
INSERT INTO performance BY NAME SELECT * FROM performance_4;
INSERT INTO performance_history BY NAME SELECT * FROM performance_history_4;
INSERT INTO performance_stale BY NAME SELECT * FROM performance_stale_4;
DROP TABLE performance_4;
DROP TABLE performance_history_4;
DROP TABLE performance_stale_4;
ALTER TABLE source_shape ADD COLUMN dimensions VARCHAR;
ALTER TABLE line ADD COLUMN attributes_id INTEGER;
)sql";

constexpr const char* batch_tables = R"sql(
CREATE TABLE applied_batch (
    workspace INTEGER NOT NULL, batch_id VARCHAR NOT NULL, source_id INTEGER NOT NULL,
    acceptance BIGINT NOT NULL, seq BIGINT NOT NULL, applied_at TIMESTAMP NOT NULL,
    received BIGINT NOT NULL, accepted BIGINT NOT NULL, rejected BIGINT NOT NULL, added BIGINT NOT NULL,
    restated BIGINT NOT NULL, unchanged BIGINT NOT NULL, folded BIGINT NOT NULL, stale BIGINT NOT NULL,
    first_day DATE, last_day DATE,  -- of its rows
    days BIGINT NOT NULL,           -- how many it touched
    measures INTEGER NOT NULL,      -- those that it carried, one bit each
    -- it holds all that there is of the account in these days; null where it is not complete for any
    complete_account VARCHAR, complete_from DATE, complete_to DATE, retired BIGINT NOT NULL,
    undone_seq BIGINT, undone_at TIMESTAMP, ended BIGINT, restored BIGINT, undone_days BIGINT);
CREATE TABLE applied_total (  -- seq: of a batch or of an undo
    seq BIGINT NOT NULL, currency VARCHAR NOT NULL,
    rows_before BIGINT NOT NULL, rows_after BIGINT NOT NULL,
    impressions_before HUGEINT, impressions_after HUGEINT, clicks_before HUGEINT, clicks_after HUGEINT,
    cost_before DECIMAL(38,6), cost_after DECIMAL(38,6),
    revenue_before DECIMAL(38,6), revenue_after DECIMAL(38,6),
    conversions_before DECIMAL(38,6), conversions_after DECIMAL(38,6),
    new_customers_before DECIMAL(38,6), new_customers_after DECIMAL(38,6));
CREATE TABLE applied_warning (
    seq BIGINT NOT NULL, place BIGINT NOT NULL, code VARCHAR NOT NULL, field VARCHAR NOT NULL,
    message VARCHAR NOT NULL, row_count BIGINT NOT NULL, first_line BIGINT NOT NULL);
CREATE TABLE applied_unknown_column (seq BIGINT NOT NULL, place BIGINT NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE schema_version (version INTEGER NOT NULL);
)sql";

void create_tables(Connection& connection) {
    Transaction transaction(connection);
    connection.script(fact_tables);
    connection.script(run_table);
    connection.script(dictionary_tables);
    connection.script(tables_of_sources_own);
    connection.script(batch_tables);
    connection.run("INSERT INTO schema_version VALUES ($1)", {schema_version});
    transaction.commit();
}

// All of it or nothing: an opening that ends in the midst finds the old tables the next time.
void migrate(Connection& connection) {
    Transaction transaction(connection);
    connection.script(set_aside_rows);
    connection.script(fact_tables);
    connection.script(tables_of_sources_own);
    connection.script(take_rows_over);
    connection.run("UPDATE schema_version SET version = $1", {schema_version});
    transaction.commit();
    // Into the file: the log now has every row that there is.
    connection.script("CHECKPOINT");
}

std::int64_t count_of(Connection& connection, std::string_view sql) {
    Rows rows = connection.run(sql);
    rows.next();
    return rows.int64(0);
}

}  // namespace

Result<void> ensure_schema(Connection& connection, bool accepts_older) {
    if (count_of(connection, "SELECT count(*) FROM duckdb_tables()") == 0) {
        create_tables(connection);
        return {};
    }
    if (count_of(connection, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_version'") ==
        0) {
        return Error{ErrorCode::conflict, "the file holds other tables and is not a fact store"};
    }
    Rows rows = connection.run("SELECT max(version) FROM schema_version");
    rows.next();
    const std::int32_t found = rows.is_null(0) ? 0 : rows.int32(0);
    if (found == migrated_version) {
        migrate(connection);
        return {};
    }
    if (found == schema_version || (accepts_older && found > 0 && found < schema_version)) return {};
    const std::string versions = "it has schema version " + std::to_string(found) +
                                 ", this program knows version " + std::to_string(schema_version);
    if (found > schema_version) {
        return Error{ErrorCode::conflict, "the fact store was written by a newer program: " + versions};
    }
    if (found > 0) {
        return Error{ErrorCode::conflict, "the fact store was written by an older program: " + versions +
                                              ". `insightflow rebuild` makes it anew from the kept bodies, "
                                              "with the same commits"};
    }
    return Error{ErrorCode::conflict, "the fact store has no schema that this program knows: " + versions};
}

}  // namespace insightflow::duckdb
