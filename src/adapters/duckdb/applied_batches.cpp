#include "adapters/duckdb/applied_batches.hpp"

#include <algorithm>

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_last = R"sql(
SELECT seq, applied_at FROM applied_batch ORDER BY seq DESC LIMIT 1)sql";

constexpr std::string_view find_batches = R"sql(
SELECT batch_id, acceptance, seq, applied_at, received, accepted, rejected, added, restated, unchanged,
       folded, stale, first_day, last_day
FROM applied_batch
WHERE workspace = $1 AND list_contains(CAST($2 AS VARCHAR[]), batch_id) ORDER BY seq)sql";

constexpr std::string_view find_warnings = R"sql(
SELECT code, field, message, row_count, first_line FROM applied_warning WHERE seq = $1 ORDER BY place)sql";

constexpr std::string_view find_unknown_columns = R"sql(
SELECT name FROM applied_unknown_column WHERE seq = $1 ORDER BY place)sql";

constexpr std::string_view insert_batch = R"sql(
INSERT INTO applied_batch
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16))sql";

constexpr std::string_view insert_warning = "INSERT INTO applied_warning VALUES ($1, $2, $3, $4, $5, $6, $7)";

constexpr std::string_view insert_unknown_column = "INSERT INTO applied_unknown_column VALUES ($1, $2, $3)";

AppliedBatch read_batch(const Rows& rows) {
    AppliedBatch batch;
    batch.batch_id = rows.text(0);
    batch.acceptance = rows.int64(1);
    batch.commit_sequence = rows.int64(2);
    batch.applied_at = rows.timestamp(3);
    batch.outcomes = {rows.int64(4), rows.int64(5), rows.int64(6),  rows.int64(7),
                      rows.int64(8), rows.int64(9), rows.int64(10), rows.int64(11)};
    if (!rows.is_null(12)) batch.first_day = rows.day(12);
    if (!rows.is_null(13)) batch.last_day = rows.day(13);
    return batch;
}

void read_remarks(Connection& connection, AppliedBatch& batch) {
    for (Rows rows = connection.run(find_warnings, {batch.commit_sequence}); rows.next();) {
        batch.warnings.push_back({std::string(rows.text(0)), std::string(rows.text(1)),
                                  std::string(rows.text(2)), rows.int64(3),
                                  static_cast<std::uint64_t>(rows.int64(4))});
    }
    for (Rows rows = connection.run(find_unknown_columns, {batch.commit_sequence}); rows.next();) {
        batch.unknown_columns.emplace_back(rows.text(0));
    }
}

}  // namespace

LastCommit last_commit(Connection& connection) {
    Rows rows = connection.run(find_last);
    if (!rows.next()) return {};
    return {rows.int64(0), rows.timestamp(1)};
}

std::vector<AppliedBatch> find_applied(Connection& connection, WorkspaceId workspace,
                                       std::span<const BatchId> ids) {
    std::vector<AppliedBatch> batches;
    if (ids.empty()) return batches;
    for (Rows rows = connection.run(find_batches, {workspace.value, ids}); rows.next();) {
        batches.push_back(read_batch(rows));
    }
    for (AppliedBatch& batch : batches) read_remarks(connection, batch);
    return batches;
}

void record_applied(Connection& connection, WorkspaceId workspace, std::int32_t source_id,
                    const AppliedBatch& batch) {
    const RowOutcomes& rows = batch.outcomes;
    connection.run(insert_batch,
                   {workspace.value, std::string_view(batch.batch_id), source_id, batch.acceptance,
                    batch.commit_sequence, batch.applied_at, rows.received, rows.accepted, rows.rejected,
                    rows.added, rows.restated, rows.unchanged, rows.folded, rows.stale,
                    param_of(batch.first_day), param_of(batch.last_day)});
    std::int64_t place = 0;
    for (const Warning& warning : batch.warnings) {
        connection.run(insert_warning, {batch.commit_sequence, place++, std::string_view(warning.code),
                                        std::string_view(warning.field), std::string_view(warning.message),
                                        warning.rows, static_cast<std::int64_t>(warning.first_line)});
    }
    place = 0;
    for (const std::string& column : batch.unknown_columns) {
        connection.run(insert_unknown_column, {batch.commit_sequence, place++, std::string_view(column)});
    }
}

}  // namespace insightflow::duckdb
