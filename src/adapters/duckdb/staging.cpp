#include "adapters/duckdb/staging.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "adapters/duckdb/chunk_appender.hpp"
#include "adapters/duckdb/failure.hpp"
#include "adapters/duckdb/row_sql.hpp"

namespace insightflow::duckdb {
namespace {

constexpr const char* create_tables = R"sql(
CREATE TEMP TABLE staged_line (n BIGINT, key VARCHAR);
CREATE TEMP TABLE staged_name (level INTEGER, key INTEGER, name VARCHAR, acceptance BIGINT);
CREATE TEMP TABLE staged_batch (batch INTEGER, acceptance BIGINT, seq BIGINT);
CREATE TEMP TABLE staged_fact (
    place BIGINT, batch INTEGER,
    day DATE, line_id INTEGER, bucket BIGINT, utc_start TIMESTAMP, platform_id INTEGER, campaign_key INTEGER,
    country_id INTEGER, device_id INTEGER, attributes_id INTEGER, currency_id INTEGER, impressions BIGINT,
    clicks BIGINT, cost DECIMAL(18,6), revenue DECIMAL(18,6), conversions DECIMAL(18,6),
    new_customers DECIMAL(18,6), revenue_estimated BOOLEAN, extra VARCHAR, version BIGINT);
CREATE TEMP TABLE met (staged BIGINT, stored BIGINT, day DATE, outcome INTEGER);
CREATE TEMP TABLE verdict (
    staged BIGINT, outcome INTEGER, version_held BIGINT, acceptance BIGINT, seq_to BIGINT);
CREATE TEMP TABLE revised (stored BIGINT, version_held BIGINT, acceptance BIGINT, seq_to BIGINT);
)sql";

constexpr const char* drop_tables = R"sql(
DROP TABLE staged_line; DROP TABLE staged_name; DROP TABLE staged_batch; DROP TABLE staged_fact;
DROP TABLE met; DROP TABLE verdict; DROP TABLE revised;
)sql";

// Columns of staged_fact, in its order.
enum Column : std::size_t {
    place,
    batch,
    day,
    line_id,
    bucket,
    utc_start,
    platform_id,
    campaign_key,
    country_id,
    device_id,
    attributes_id,
    currency_id,
    first_measure,
    revenue_estimated = first_measure + measure_count,
    extra,
    version,
    first_own,
};

// The measures of the source's own stand behind them.
constexpr std::array<ColumnType, first_own> column_types{
    ColumnType::int64,     ColumnType::int32,   ColumnType::date,    ColumnType::int32,   ColumnType::int64,
    ColumnType::timestamp, ColumnType::int32,   ColumnType::int32,   ColumnType::int32,   ColumnType::int32,
    ColumnType::int32,     ColumnType::int32,   ColumnType::int64,   ColumnType::int64,   ColumnType::decimal,
    ColumnType::decimal,   ColumnType::decimal, ColumnType::decimal, ColumnType::boolean, ColumnType::text,
    ColumnType::int64};

// Row numbers of facts by (day, campaign): rows that are read together lie together.
std::vector<std::uint32_t> reading_order(const FactColumns& facts, const std::vector<StoredLine>& lines) {
    constexpr std::int64_t day_zero = INT32_MIN;  // makes every day a non-negative number
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed(facts.rows());
    for (std::size_t row = 0; row < facts.rows(); ++row) {
        const auto day_number = static_cast<std::uint64_t>(facts.day[row] - day_zero);
        const auto campaign = static_cast<std::uint32_t>(lines[facts.line[row]].campaign_key);
        keyed[row] = {(day_number << 32) | campaign, static_cast<std::uint32_t>(row)};
    }
    if (!std::is_sorted(keyed.begin(), keyed.end())) std::sort(keyed.begin(), keyed.end());
    std::vector<std::uint32_t> order(facts.rows());
    std::transform(keyed.begin(), keyed.end(), order.begin(), [](const auto& entry) { return entry.second; });
    return order;
}

// One chunk being filled: the facts' rows named by `rows` go to the chunk's rows 0, 1, ...
class ChunkFill {
public:
    ChunkFill(ChunkAppender& staged, const ApplyingBatch& batch, std::span<const std::uint32_t> rows)
        : staged_(staged), batch_(batch), facts_(batch.staged.facts), rows_(rows) {}

    // first: place of the first row.
    void keys(std::int64_t first, std::int32_t number) {
        for (std::size_t i = 0; i < rows_.size(); ++i)
            staged_.cells<std::int64_t>(Column::place)[i] = first + static_cast<std::int64_t>(i);
        put<std::int32_t>(Column::batch, [&](std::uint32_t) { return number; });
        put<std::int32_t>(Column::day, [&](std::uint32_t row) { return facts_.day[row]; });
        put<std::int64_t>(Column::bucket, [&](std::uint32_t row) { return facts_.bucket[row]; });
        const auto line = [&](std::uint32_t row) -> const StoredLine& {
            return batch_.lines[facts_.line[row]];
        };
        put<std::int32_t>(Column::line_id, [&](std::uint32_t row) { return line(row).line_id; });
        put<std::int32_t>(Column::platform_id, [&](std::uint32_t row) { return line(row).platform_id; });
        put<std::int32_t>(Column::campaign_key, [&](std::uint32_t row) { return line(row).campaign_key; });
        put_id(Column::country_id, [&](std::uint32_t row) { return line(row).country_id; });
        put_id(Column::device_id, [&](std::uint32_t row) { return line(row).device_id; });
        put_id(Column::attributes_id, [&](std::uint32_t row) { return line(row).attributes_id; });
        put<std::int32_t>(Column::currency_id,
                          [&](std::uint32_t row) { return batch_.currencies[facts_.currency[row]]; });
    }

    void values() {
        for (std::size_t i = 0; i < measure_count; ++i) put_measure(first_measure + i, facts_.measures[i]);
        put<bool>(Column::revenue_estimated,
                  [&](std::uint32_t row) { return facts_.revenue_estimated[row] != 0; });
        put<std::int64_t>(Column::version, [&](std::uint32_t row) {
            return facts_.version.empty() ? 0 : facts_.version[row];
        });
        if (facts_.utc_start_us.empty()) {
            nulls(Column::utc_start, [](std::uint32_t) { return true; });
        } else {
            put<std::int64_t>(Column::utc_start, [&](std::uint32_t row) { return facts_.utc_start_us[row]; });
        }
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const std::uint32_t text = facts_.extra.empty() ? 0 : facts_.extra[rows_[i]];
            if (text == 0) {
                staged_.set_null(Column::extra, i);
            } else {
                staged_.set_text(Column::extra, i, facts_.extras[text]);
            }
        }
    }

    // count: of the source's.
    void own_measures(std::size_t count) {
        std::vector<const MeasureColumn*> columns(count);
        for (std::size_t i = 0; i < facts_.own_measures.size(); ++i)
            columns[batch_.own_slots[i]] = &facts_.own_measures[i].column;
        for (std::size_t slot = 0; slot < count; ++slot)
            if (columns[slot] != nullptr)
                put_measure(first_own + slot, *columns[slot]);
            else
                nulls(first_own + slot, [](std::uint32_t) { return true; });
    }

private:
    void put_measure(std::size_t column, const MeasureColumn& measure) {
        put<std::int64_t>(column, [&](std::uint32_t row) { return measure.value[row]; });
        nulls(column, [&](std::uint32_t row) { return measure.present[row] == 0; });
    }
    template <class Held, class Value>
    void put(std::size_t column, Value&& value) {
        Held* cells = staged_.cells<Held>(column);
        for (std::size_t i = 0; i < rows_.size(); ++i) cells[i] = value(rows_[i]);
    }
    template <class IsNull>
    void nulls(std::size_t column, IsNull&& is_null) {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (is_null(rows_[i])) staged_.set_null(column, i);
        }
    }
    // An id of 0 is no id.
    template <class Value>
    void put_id(std::size_t column, Value&& value) {
        put<std::int32_t>(column, value);
        nulls(column, [&](std::uint32_t row) { return value(row) == 0; });
    }

    ChunkAppender& staged_;
    const ApplyingBatch& batch_;
    const FactColumns& facts_;
    std::span<const std::uint32_t> rows_;
};

}  // namespace

void create_staging(Connection& connection, std::size_t own_measures) {
    connection.script(create_tables);
    for (std::size_t slot = 0; slot < own_measures; ++slot)
        connection.run("ALTER TABLE staged_fact ADD COLUMN " + own_column(slot) + " DECIMAL(18,6)");
}

void drop_staging(Connection& connection) { connection.script(drop_tables); }

StagedOrder stage_facts(Connection& connection, std::span<const ApplyingBatch> batches,
                        std::size_t own_measures, const std::stop_token& stop) {
    StagedOrder orders;
    std::int64_t place = 0;
    std::vector<ColumnType> types(column_types.begin(), column_types.end());
    types.resize(first_own + own_measures, ColumnType::decimal);
    ChunkAppender staged(connection, "temp", "staged_fact", types);
    for (std::size_t number = 0; number < batches.size(); ++number) {
        const ApplyingBatch& batch = batches[number];
        std::vector<std::uint32_t> order = reading_order(batch.staged.facts, batch.lines);
        for (std::size_t begin = 0; begin < order.size();) {
            if (stop.stop_requested()) throw EngineFailure(FailureKind::interrupted, "stopped while staging");
            const std::size_t rows = std::min(ChunkAppender::chunk_rows(), order.size() - begin);
            ChunkFill fill(staged, batch, {order.data() + begin, rows});
            fill.keys(place, static_cast<std::int32_t>(number));
            fill.values();
            fill.own_measures(own_measures);
            staged.send(rows);
            begin += rows;
            place += static_cast<std::int64_t>(rows);
        }
        orders.push_back(std::move(order));
    }
    staged.close();
    return orders;
}

}  // namespace insightflow::duckdb
