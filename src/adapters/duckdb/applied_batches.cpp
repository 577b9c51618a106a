#include "adapters/duckdb/applied_batches.hpp"

#include <algorithm>
#include <array>

#include "adapters/duckdb/chunk_appender.hpp"

#include "adapters/duckdb/totals.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_last = R"sql(
SELECT seq, applied_at FROM applied_batch
UNION ALL SELECT undone_seq, undone_at FROM applied_batch WHERE undone_seq IS NOT NULL
ORDER BY seq DESC LIMIT 1)sql";

constexpr std::string_view find_commit_at = R"sql(
SELECT coalesce(max(greatest(CASE WHEN applied_at <= $2 THEN seq END,
                             CASE WHEN undone_at <= $2 THEN undone_seq END)), 0)
FROM applied_batch WHERE workspace = $1 AND applied_at <= $2)sql";

constexpr std::string_view find_highest_acceptance = "SELECT coalesce(max(acceptance), 0) FROM applied_batch";

// Ids count up with time, and so does the table: the range leaves most of it unread.
constexpr std::string_view find_batches = R"sql(
SELECT batch_id, acceptance, seq, applied_at, received, accepted, rejected, added, restated, unchanged,
       folded, stale, first_day, last_day, undone_seq, undone_at, ended, restored, undone_days,
       retired, days
FROM applied_batch
WHERE workspace = $1 AND batch_id BETWEEN $2 AND $3)sql";
// Within the range of several a hash table of the ids is asked; a search through the list for each row would
// take a start with many batches minutes.
constexpr std::string_view among_several = " AND batch_id IN (SELECT unnest(CAST($4 AS VARCHAR[])))";

constexpr std::string_view find_warnings = R"sql(
SELECT seq, code, field, message, row_count, first_line
FROM applied_warning WHERE seq BETWEEN $1 AND $2 ORDER BY seq, place)sql";

constexpr std::string_view find_unknown_columns = R"sql(
SELECT seq, name FROM applied_unknown_column WHERE seq BETWEEN $1 AND $2 ORDER BY seq, place)sql";

constexpr std::string_view find_source = "SELECT source_id FROM applied_batch WHERE seq = $1";

constexpr std::string_view update_undone = R"sql(
UPDATE applied_batch SET undone_at = $2, ended = $3, restored = $4, undone_days = $5 WHERE seq = $1)sql";

constexpr std::string_view update_undone_seq = "UPDATE applied_batch SET undone_seq = $2 WHERE seq = $1";

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
    if (!rows.is_null(14))
        batch.undo =
            BatchUndo{rows.int64(14), rows.timestamp(15), rows.int64(16), rows.int64(17), rows.int64(18), {}};
    batch.retired = rows.int64(19);
    batch.days = rows.int64(20);
    return batch;
}

// The remarks of all batches of a page in one statement each: batches are in the order of their sequences.
void read_remarks(Connection& connection, std::vector<AppliedBatch>& batches) {
    if (batches.empty()) return;
    const std::int64_t first = batches.front().commit_sequence;
    const std::int64_t last = batches.back().commit_sequence;
    const auto batch_of = [&batches](std::int64_t sequence) {
        const auto found = std::ranges::lower_bound(batches, sequence, {}, &AppliedBatch::commit_sequence);
        return found != batches.end() && found->commit_sequence == sequence ? &*found : nullptr;
    };
    for (Rows rows = connection.run(find_warnings, {first, last}); rows.next();) {
        AppliedBatch* batch = batch_of(rows.int64(0));
        if (batch == nullptr) continue;
        batch->warnings.push_back({std::string(rows.text(1)), std::string(rows.text(2)),
                                   std::string(rows.text(3)), rows.int64(4),
                                   static_cast<std::uint64_t>(rows.int64(5))});
    }
    for (Rows rows = connection.run(find_unknown_columns, {first, last}); rows.next();)
        if (AppliedBatch* batch = batch_of(rows.int64(0))) batch->unknown_columns.emplace_back(rows.text(1));
    read_totals(connection, batches);
}

// Appends to applied_batch and what belongs to it.
class BatchWriter {
public:
    explicit BatchWriter(Connection& connection)
        : batches_(connection, nullptr, "applied_batch", batch_columns),
          warnings_(connection, nullptr, "applied_warning", warning_columns),
          unknown_(connection, nullptr, "applied_unknown_column", unknown_columns),
          totals_(connection) {}

    void write(const RecordedBatch& batch) {
        const AppliedBatch& applied = batch.applied;
        const std::int64_t sequence = applied.commit_sequence;
        write_row(batch);
        totals_.write(sequence, applied.totals);
        std::int64_t place = 0;
        for (const Warning& warning : applied.warnings) {
            const std::size_t row = warnings_.next_row();
            warnings_.cells<std::int64_t>(0)[row] = sequence;
            warnings_.cells<std::int64_t>(1)[row] = place++;
            warnings_.set_text(2, row, warning.code);
            warnings_.set_text(3, row, warning.field);
            warnings_.set_text(4, row, warning.message);
            warnings_.cells<std::int64_t>(5)[row] = warning.rows;
            warnings_.cells<std::int64_t>(6)[row] = static_cast<std::int64_t>(warning.first_line);
        }
        place = 0;
        for (const std::string& column : applied.unknown_columns) {
            const std::size_t row = unknown_.next_row();
            unknown_.cells<std::int64_t>(0)[row] = sequence;
            unknown_.cells<std::int64_t>(1)[row] = place++;
            unknown_.set_text(2, row, column);
        }
    }

    void close() {
        batches_.close();
        warnings_.close();
        unknown_.close();
        totals_.close();
    }

private:
    using enum ColumnType;
    static constexpr std::array batch_columns{int32, text,  int32,     int64, int64, timestamp, int64,
                                              int64, int64, int64,     int64, int64, int64,     int64,
                                              date,  date,  int64,     int32, text,  date,      date,
                                              int64, int64, timestamp, int64, int64, int64};
    static constexpr std::array warning_columns{int64, int64, text, text, text, int64, int64};
    static constexpr std::array unknown_columns{int64, int64, text};

    void write_row(const RecordedBatch& batch) {
        const AppliedBatch& applied = batch.applied;
        const RowOutcomes& rows = applied.outcomes;
        row_ = batches_.next_row();
        column_ = 0;
        put(batch.staged.workspace.value);
        put(applied.batch_id);
        put(batch.source_id);
        for (const std::int64_t number :
             {applied.acceptance, applied.commit_sequence,
              std::int64_t{applied.applied_at.time_since_epoch().count()}, rows.received, rows.accepted,
              rows.rejected, rows.added, rows.restated, rows.unchanged, rows.folded, rows.stale})
            put(number);
        put(applied.first_day);
        put(applied.last_day);
        put(applied.days);
        put(static_cast<std::int32_t>(batch.carried));
        const auto& scope = batch.staged.complete_for;
        batches_.set_text_or_null(column_++, row_, scope ? scope->account : std::nullopt);
        put(scope ? std::optional(scope->from) : std::nullopt);
        put(scope ? std::optional(scope->to) : std::nullopt);
        put(applied.retired);
        while (column_ < batch_columns.size()) batches_.set_null(column_++, row_);  // not undone
    }

    void put(std::int32_t value) { batches_.cells<std::int32_t>(column_++)[row_] = value; }
    void put(std::int64_t value) { batches_.cells<std::int64_t>(column_++)[row_] = value; }
    void put(const std::string& value) { batches_.set_text(column_++, row_, value); }
    void put(const std::optional<Day>& day) {
        if (day)
            put(static_cast<std::int32_t>(day->time_since_epoch().count()));
        else
            batches_.set_null(column_++, row_);
    }

    ChunkAppender batches_, warnings_, unknown_;
    TotalsWriter totals_;
    std::size_t row_ = 0;
    std::size_t column_ = 0;
};

}  // namespace

Commit last_commit(Connection& connection) {
    Rows rows = connection.run(find_last);
    if (!rows.next()) return {};
    return {rows.int64(0), rows.timestamp(1)};
}

std::int64_t commit_at(Connection& connection, WorkspaceId workspace, Timestamp time) {
    Rows rows = connection.run(find_commit_at, {workspace.value, time});
    rows.next();
    return rows.int64(0);
}

std::int64_t highest_acceptance(Connection& connection) {
    Rows rows = connection.run(find_highest_acceptance);
    rows.next();
    return rows.int64(0);
}

std::vector<AppliedBatch> find_applied(Connection& connection, WorkspaceId workspace,
                                       std::span<const BatchId> ids) {
    std::vector<AppliedBatch> batches;
    if (ids.empty()) return batches;
    const auto [first, last] = std::ranges::minmax(ids);
    static const std::string find_several =
        std::string(find_batches).append(among_several).append(" ORDER BY seq");
    std::vector<Param> params{workspace.value, std::string_view(first), std::string_view(last)};
    if (ids.size() > 1) params.emplace_back(ids);
    for (Rows rows = connection.run(ids.size() > 1 ? find_several : find_batches, params, {}); rows.next();)
        batches.push_back(read_batch(rows));
    read_remarks(connection, batches);
    return batches;
}

void record_applied(Connection& connection, std::span<const RecordedBatch> batches) {
    BatchWriter writer(connection);
    for (const RecordedBatch& batch : batches) writer.write(batch);
    writer.close();
}

std::int32_t source_of(Connection& connection, const AppliedBatch& batch) {
    Rows rows = connection.run(find_source, {batch.commit_sequence});
    rows.next();
    return rows.int32(0);
}

void mark_undone(Connection& connection, const AppliedBatch& batch, std::int64_t sequence) {
    connection.run(update_undone_seq, {batch.commit_sequence, sequence});
}

void record_undo(Connection& connection, const AppliedBatch& batch, const BatchUndo& undo) {
    connection.run(update_undone,
                   {batch.commit_sequence, undo.undone_at, undo.ended, undo.restored, undo.days});
    TotalsWriter totals(connection);
    totals.write(undo.commit_sequence, undo.totals);
    totals.close();
}

}  // namespace insightflow::duckdb
