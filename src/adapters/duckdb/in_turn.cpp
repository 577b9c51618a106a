#include "adapters/duckdb/in_turn.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/duckdb/chunk_appender.hpp"
#include "adapters/duckdb/row_sql.hpp"

namespace insightflow::duckdb {
namespace {

// Buckets come first: the engine knows the least and greatest one of each block of rows.
std::string find_stored(std::size_t own_measures) {
    std::string text =
        "SELECT f.rowid, f.line_id, f.bucket, f.version_held, f.acceptance, f.day, f.currency_id, "
        "f.revenue_estimated";
    for (const std::string_view measure : measure_names) text.append(", f.").append(measure);
    for (std::size_t slot = 0; slot < own_measures; ++slot) text.append(", f.").append(own_column(slot));
    return text.append(
        " FROM performance f SEMI JOIN staged_fact s ON s.line_id = f.line_id AND s.bucket = f.bucket "
        "WHERE f.workspace = $1 AND f.source_id = $2 AND f.bucket BETWEEN $3 AND $4");
}

// The best that is known of keys by batches that know what is not there.
std::string find_absent() {
    return "SELECT s.line_id, s.bucket, max(x.acceptance) FROM staged_fact s "
           "JOIN line l ON l.line_id = s.line_id JOIN (" +
           known_absent("staged_fact") +
           ") x ON x.account_key = l.account_key AND x.day = s.day GROUP BY s.line_id, s.bucket";
}

constexpr std::string_view confirm = R"sql(
UPDATE performance SET version_held = r.version_held, acceptance = r.acceptance
FROM revised r
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND performance.rowid = r.stored AND r.seq_to IS NULL)sql";

constexpr std::string_view end_stored = R"sql(
INSERT INTO performance_history
SELECT f.* REPLACE (r.version_held AS version_held, r.acceptance AS acceptance), r.seq_to
FROM performance f JOIN revised r ON r.stored = f.rowid
WHERE f.workspace = $1 AND f.day BETWEEN $2 AND $3 AND r.seq_to IS NOT NULL)sql";

constexpr std::string_view remove_ended = R"sql(
DELETE FROM performance
WHERE workspace = $1 AND day BETWEEN $2 AND $3
  AND rowid IN (SELECT stored FROM revised WHERE seq_to IS NOT NULL))sql";

// Staged rows with the precedence that they come to hold.
std::string judged_rows(std::size_t own_measures, const std::string& more_columns,
                        const std::string& condition) {
    return " SELECT " + staged_columns("s", own_measures) + ", v.version_held, v.acceptance, b.seq" +
           more_columns +
           " FROM staged_fact s JOIN staged_batch b ON b.batch = s.batch JOIN verdict v ON v.staged = s.place"
           " WHERE v.outcome " +
           condition;
}

// What was shown right after each batch is not there to be looked at: a run is of rows between whose keys no
// other can lie.
constexpr std::string_view note_confirmed = R"sql(
INSERT INTO confirmed_run
SELECT $1, seq, day, version, min(line_id), bucket, max(line_id), bucket
FROM (
    SELECT b.seq, s.day, s.version, s.line_id, s.bucket,
           s.line_id - CASE WHEN s.utc_start IS NULL THEN row_number() OVER (
               PARTITION BY b.seq, s.bucket, s.version ORDER BY s.line_id) ELSE 0 END AS run
    FROM verdict v JOIN staged_fact s ON s.place = v.staged JOIN staged_batch b ON b.batch = s.batch
    WHERE v.outcome = $2)
GROUP BY seq, day, version, bucket, run)sql";

// staged_batch: number, acceptance number and sequence of each.
void stage_batches(Connection& connection, std::span<const ApplyingBatch> batches) {
    constexpr std::array columns{ColumnType::int32, ColumnType::int64, ColumnType::int64};
    ChunkAppender staged(connection, "temp", "staged_batch", columns);
    std::int32_t number = 0;
    for (const ApplyingBatch& batch : batches) {
        const std::size_t row = staged.next_row();
        staged.cells<std::int32_t>(0)[row] = number++;
        staged.cells<std::int64_t>(1)[row] = batch.staged.acceptance;
        staged.cells<std::int64_t>(2)[row] = batch.applied.commit_sequence;
    }
    staged.close();
}

struct Key {
    std::int32_t line_id = 0;
    std::int64_t bucket = 0;
    friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
    std::size_t operator()(const Key& key) const {
        const auto line = static_cast<std::uint64_t>(key.line_id);
        return std::hash<std::uint64_t>{}((line << 40) ^ static_cast<std::uint64_t>(key.bucket));
    }
};

struct Precedence {
    std::int64_t version = std::numeric_limits<std::int64_t>::min();
    std::int64_t acceptance = 0;
    friend auto operator<=>(const Precedence&, const Precedence&) = default;
};

// What same_values() compares.
struct Said {
    std::int32_t day = 0;
    std::int32_t currency_id = 0;
    bool revenue_estimated = false;
    std::array<std::optional<std::int64_t>, measure_count> measures{};
    std::vector<std::optional<std::int64_t>> own_measures{};  // by slot, the source's all
    friend bool operator==(const Said&, const Said&) = default;
};

Said said_by(const ApplyingBatch& batch, std::uint32_t row, std::size_t own_measures) {
    const FactColumns& facts = batch.staged.facts;
    Said said{.day = facts.day[row],
              .currency_id = batch.currencies[facts.currency[row]],
              .revenue_estimated = facts.revenue_estimated[row] != 0};
    for (std::size_t m = 0; m < measure_count; ++m)
        if (facts.measures[m].present[row] != 0) said.measures[m] = facts.measures[m].value[row];
    said.own_measures.resize(own_measures);
    for (std::size_t m = 0; m < facts.own_measures.size(); ++m) {
        const MeasureColumn& own = facts.own_measures[m].column;
        if (own.present[row] != 0) said.own_measures[batch.own_slots[m]] = own.value[row];
    }
    return said;
}

// A row, stored or staged, that is shown or was: the precedence that it holds, and the commit that ended it.
struct Holder {
    Precedence held{};
    std::optional<std::int64_t> seq_to{};
};

struct StoredRow {
    std::int64_t row_id = 0;
    Holder holder{};
    std::int32_t day = 0;
    bool is_revised = false;
};

struct Verdict {
    std::int32_t outcome = outcome::stale;
    Holder holder{};
};

// What stands of a key at one moment. No holder: nothing is shown.
struct Standing {
    Precedence best{};
    Said said{};
    std::optional<std::size_t> staged{};  // which row is shown, of the one kind or the other
    std::optional<std::size_t> stored{};
};

class Turns {
public:
    Turns(Connection& connection, std::span<const ApplyingBatch> batches, std::int32_t source_id,
          std::size_t own_measures, const std::stop_token& stop)
        : connection_(connection),
          batches_(batches),
          workspace_(batches.front().staged.workspace.value),
          source_id_(source_id),
          own_measures_(own_measures),
          stop_(stop) {}

    std::vector<SettledRows> run(const StagedOrder& order) && {
        stage_batches(connection_, batches_);
        find_standing();
        std::vector<SettledRows> settled;
        for (std::size_t i = 0; i < batches_.size(); ++i) settled.push_back(judge(batches_[i], order[i]));
        write_stored();
        write_staged(settled);
        return settled;
    }

private:
    void find_standing() {
        std::int64_t first = std::numeric_limits<std::int64_t>::max();
        std::int64_t last = std::numeric_limits<std::int64_t>::min();
        std::int64_t lowest_acceptance = std::numeric_limits<std::int64_t>::max();
        for (const ApplyingBatch& batch : batches_) {
            lowest_acceptance = std::min(lowest_acceptance, batch.staged.acceptance);
            for (const std::int64_t bucket : batch.staged.facts.bucket) {
                first = std::min(first, bucket);
                last = std::max(last, bucket);
            }
        }
        for (Rows rows =
                 connection_.run(find_stored(own_measures_), {workspace_, source_id_, first, last}, stop_);
             rows.next();)
            add_stored(rows);
        if (lowest_acceptance >= highest_complete(connection_, source_id_, stop_)) return;
        for (Rows rows = connection_.run(find_absent(), {source_id_}, stop_); rows.next();)
            // A row that is stored has a precedence above it.
            standing_.try_emplace({rows.int32(0), rows.int64(1)},
                                  Standing{.best = {.version = 0, .acceptance = rows.int64(2)}});
    }

    void add_stored(const Rows& rows) {
        const Precedence held{rows.int64(3), rows.int64(4)};
        const auto day = static_cast<std::int32_t>(rows.day(5).time_since_epoch().count());
        Standing standing{.best = held, .stored = stored_.size()};
        standing.said = {.day = day, .currency_id = rows.int32(6), .revenue_estimated = rows.boolean(7)};
        for (std::size_t m = 0; m < measure_count; ++m)
            if (!rows.is_null(8 + m)) standing.said.measures[m] = rows.int64(8 + m);
        standing.said.own_measures.resize(own_measures_);
        for (std::size_t slot = 0; slot < own_measures_; ++slot)
            if (const idx_t column = 8 + measure_count + slot; !rows.is_null(column))
                standing.said.own_measures[slot] = rows.int64(column);
        stored_.push_back({.row_id = rows.int64(0), .holder = {.held = held}, .day = day});
        standing_.emplace(Key{rows.int32(1), rows.int64(2)}, standing);
    }

    SettledRows judge(const ApplyingBatch& batch, const std::vector<std::uint32_t>& order) {
        const FactColumns& facts = batch.staged.facts;
        SettledRows settled;
        for (const std::uint32_t row : order) {
            const Precedence precedence{facts.version.empty() ? 0 : facts.version[row],
                                        batch.staged.acceptance};
            const Key key{batch.lines[facts.line[row]].line_id, facts.bucket[row]};
            verdicts_.push_back({.holder = {.held = precedence}});
            switch (verdicts_.back().outcome =
                        judge(standing_[key], precedence, said_by(batch, row, own_measures_), batch)) {
                case outcome::stale: ++settled.stale; break;
                case outcome::unchanged: ++settled.unchanged; break;
                case outcome::restated: ++settled.restated; break;
                default: break;
            }
        }
        return settled;
    }

    // Of the row that verdicts_ has last.
    std::int32_t judge(Standing& standing, const Precedence& precedence, const Said& said,
                       const ApplyingBatch& batch) {
        if (precedence <= standing.best) return outcome::stale;
        standing.best = precedence;
        Holder* const shown = holder_of(standing);
        if (shown != nullptr && standing.said == said) {
            shown->held = precedence;
            return outcome::unchanged;
        }
        if (shown != nullptr) shown->seq_to = batch.applied.commit_sequence;
        standing.said = said;
        standing.stored.reset();
        standing.staged = verdicts_.size() - 1;
        return shown == nullptr ? outcome::added : outcome::restated;
    }

    // Of a row that is about to be confirmed or ended.
    Holder* holder_of(const Standing& standing) {
        if (standing.staged) return &verdicts_[*standing.staged].holder;
        if (!standing.stored) return nullptr;
        stored_[*standing.stored].is_revised = true;
        return &stored_[*standing.stored].holder;
    }

    void write_stored() {
        using enum ColumnType;
        constexpr std::array columns{int64, int64, int64, int64};
        ChunkAppender revised(connection_, "temp", "revised", columns);
        Day from = Day::max();
        Day to = Day::min();
        bool confirms = false;
        bool ends = false;
        for (const auto& [row_id, holder, day, is_revised] : stored_) {
            if (!is_revised) continue;
            const std::size_t row = revised.next_row();
            revised.cells<std::int64_t>(0)[row] = row_id;
            put(revised, 1, row, holder);
            (holder.seq_to ? ends : confirms) = true;
            from = std::min(from, Day{std::chrono::days{day}});
            to = std::max(to, Day{std::chrono::days{day}});
        }
        revised.close();
        if (confirms) connection_.run(confirm, {workspace_, from, to}, stop_);
        if (!ends) return;
        connection_.run(end_stored, {workspace_, from, to}, stop_);
        connection_.run(remove_ended, {workspace_, from, to}, stop_);
    }

    void write_staged(std::span<const SettledRows> settled) {
        using enum ColumnType;
        constexpr std::array columns{int64, int32, int64, int64, int64};
        ChunkAppender verdicts(connection_, "temp", "verdict", columns);
        bool ends = false;
        for (std::size_t i = 0; i < verdicts_.size(); ++i) {
            const std::size_t row = verdicts.next_row();
            verdicts.cells<std::int64_t>(0)[row] = static_cast<std::int64_t>(i);
            verdicts.cells<std::int32_t>(1)[row] = verdicts_[i].outcome;
            put(verdicts, 2, row, verdicts_[i].holder);
            ends |= verdicts_[i].holder.seq_to.has_value();
        }
        verdicts.close();
        const std::string add_ended =
            "INSERT INTO performance_history" +
            judged_rows(own_measures_, ", v.seq_to", ">= $3 AND v.seq_to IS NOT NULL");
        const std::string add_shown =
            "INSERT INTO performance" + judged_rows(own_measures_, "", ">= $3 AND v.seq_to IS NULL");
        const std::string add_stale =
            "INSERT INTO performance_stale" + judged_rows(own_measures_, "", "= $3");
        static_assert(outcome::added > outcome::restated && outcome::restated > outcome::unchanged);
        if (ends) connection_.run(add_ended, {workspace_, source_id_, outcome::restated}, stop_);
        connection_.run(add_shown, {workspace_, source_id_, outcome::restated}, stop_);
        if (std::ranges::any_of(settled, [](const SettledRows& batch) { return batch.stale > 0; }))
            connection_.run(add_stale, {workspace_, source_id_, outcome::stale}, stop_);
        if (std::ranges::any_of(settled, [](const SettledRows& batch) { return batch.unchanged > 0; }))
            connection_.run(note_confirmed, {source_id_, outcome::unchanged}, stop_);
    }

    static void put(ChunkAppender& table, std::size_t column, std::size_t row, const Holder& holder) {
        table.cells<std::int64_t>(column)[row] = holder.held.version;
        table.cells<std::int64_t>(column + 1)[row] = holder.held.acceptance;
        if (holder.seq_to)
            table.cells<std::int64_t>(column + 2)[row] = *holder.seq_to;
        else
            table.set_null(column + 2, row);
    }

    Connection& connection_;
    std::span<const ApplyingBatch> batches_;
    std::int32_t workspace_;
    std::int32_t source_id_;
    std::size_t own_measures_;
    const std::stop_token& stop_;
    std::unordered_map<Key, Standing, KeyHash> standing_{};
    std::vector<StoredRow> stored_{};
    std::vector<Verdict> verdicts_{};  // by the place in staged_fact
};

}  // namespace

std::vector<SettledRows> settle_in_turn(Connection& connection, std::span<const ApplyingBatch> batches,
                                        std::int32_t source_id, std::size_t own_measures,
                                        const StagedOrder& order, const std::stop_token& stop) {
    return Turns(connection, batches, source_id, own_measures, stop).run(order);
}

}  // namespace insightflow::duckdb
