#include "adapters/duckdb/staging.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/duckdb/chunk_appender.hpp"
#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {
namespace {

constexpr const char* create_tables = R"sql(
CREATE TEMP TABLE staged_line (n BIGINT, key VARCHAR);
CREATE TEMP TABLE staged_name (level INTEGER, key INTEGER, name VARCHAR);
CREATE TEMP TABLE staged_fact (
    day DATE, line_id INTEGER, bucket BIGINT, utc_start TIMESTAMP, platform_id INTEGER, campaign_key INTEGER,
    country_id INTEGER, device_id INTEGER, currency_id INTEGER, impressions BIGINT, clicks BIGINT,
    cost DECIMAL(18,6), revenue DECIMAL(18,6), conversions DECIMAL(18,6), new_customers DECIMAL(18,6),
    revenue_estimated BOOLEAN, extra VARCHAR);
CREATE TEMP TABLE met (staged BIGINT, stored BIGINT, day DATE, outcome INTEGER);
)sql";

constexpr const char* drop_tables =
    "DROP TABLE staged_line; DROP TABLE staged_name; DROP TABLE staged_fact; DROP TABLE met;";

// Columns of staged_fact, in its order.
enum Column : std::size_t {
    day,
    line_id,
    bucket,
    utc_start,
    platform_id,
    campaign_key,
    country_id,
    device_id,
    currency_id,
    first_measure,
    revenue_estimated = first_measure + measure_count,
    extra,
    column_count,
};

constexpr std::array<ColumnType, column_count> column_types{
    ColumnType::date,    ColumnType::int32,   ColumnType::int64,   ColumnType::timestamp, ColumnType::int32,
    ColumnType::int32,   ColumnType::int32,   ColumnType::int32,   ColumnType::int32,     ColumnType::int64,
    ColumnType::int64,   ColumnType::decimal, ColumnType::decimal, ColumnType::decimal,   ColumnType::decimal,
    ColumnType::boolean, ColumnType::text};

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
    ChunkFill(ChunkAppender& staged, const FactColumns& facts, std::span<const std::uint32_t> rows)
        : staged_(staged), facts_(facts), rows_(rows) {}

    void keys(const std::vector<StoredLine>& lines, const std::vector<std::int32_t>& currencies) {
        put<std::int32_t>(Column::day, [&](std::uint32_t row) { return facts_.day[row]; });
        put<std::int64_t>(Column::bucket, [&](std::uint32_t row) { return facts_.bucket[row]; });
        const auto line = [&](std::uint32_t row) -> const StoredLine& { return lines[facts_.line[row]]; };
        put<std::int32_t>(Column::line_id, [&](std::uint32_t row) { return line(row).line_id; });
        put<std::int32_t>(Column::platform_id, [&](std::uint32_t row) { return line(row).platform_id; });
        put<std::int32_t>(Column::campaign_key, [&](std::uint32_t row) { return line(row).campaign_key; });
        put_id(Column::country_id, [&](std::uint32_t row) { return line(row).country_id; });
        put_id(Column::device_id, [&](std::uint32_t row) { return line(row).device_id; });
        put<std::int32_t>(Column::currency_id,
                          [&](std::uint32_t row) { return currencies[facts_.currency[row]]; });
    }

    void values() {
        for (std::size_t i = 0; i < measure_count; ++i) {
            const MeasureColumn& measure = facts_.measures[i];
            put<std::int64_t>(first_measure + i, [&](std::uint32_t row) { return measure.value[row]; });
            nulls(first_measure + i, [&](std::uint32_t row) { return measure.present[row] == 0; });
        }
        put<bool>(Column::revenue_estimated,
                  [&](std::uint32_t row) { return facts_.revenue_estimated[row] != 0; });
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

private:
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
    const FactColumns& facts_;
    std::span<const std::uint32_t> rows_;
};

}  // namespace

void create_staging(Connection& connection) { connection.script(create_tables); }

void drop_staging(Connection& connection) { connection.script(drop_tables); }

void stage_facts(Connection& connection, const FactColumns& facts, const std::vector<StoredLine>& lines,
                 const std::vector<std::int32_t>& currencies, const std::stop_token& stop) {
    const std::vector<std::uint32_t> order = reading_order(facts, lines);
    ChunkAppender staged(connection, "temp", "staged_fact", column_types);
    for (std::size_t begin = 0; begin < order.size();) {
        if (stop.stop_requested()) throw EngineFailure(FailureKind::interrupted, "stopped while staging");
        const std::size_t rows = std::min(ChunkAppender::chunk_rows(), order.size() - begin);
        ChunkFill fill(staged, facts, {order.data() + begin, rows});
        fill.keys(lines, currencies);
        fill.values();
        staged.send(rows);
        begin += rows;
    }
    staged.close();
}

}  // namespace insightflow::duckdb
