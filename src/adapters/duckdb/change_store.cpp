#include "adapters/duckdb/change_store.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "adapters/duckdb/group_rows.hpp"
#include "adapters/sql_text/changes_sql.hpp"

namespace insightflow::duckdb {
namespace {

constexpr idx_t first_measure = 9;
constexpr idx_t commits_column = first_measure + 2 * measure_count;

using Causes = std::map<std::int64_t, CommitCause>;

Causes read_causes(Connection& connection, const ChangesPlan& plan, const std::stop_token& stop) {
    const sql_text::SqlQuery query = sql_text::causes_query(plan);
    Causes causes;
    for (Rows rows = connection.run(query.text, params_of(query.params), stop); rows.next();) {
        const CommitCause cause{rows.int64(0), std::string(rows.text(1)), rows.boolean(2)};
        causes.emplace(cause.sequence, cause);
    }
    return causes;
}

// "12,7"
std::vector<CommitCause> causes_of(std::string_view commits, const Causes& causes) {
    std::vector<CommitCause> found;
    while (!commits.empty()) {
        std::int64_t sequence = 0;
        const char* end = commits.data() + commits.size();
        const char* read = std::from_chars(commits.data(), end, sequence).ptr;
        found.push_back(causes.at(sequence));
        commits.remove_prefix(static_cast<std::size_t>(read - commits.data()));
        commits.remove_prefix(std::min<std::size_t>(commits.size(), 1));
    }
    std::ranges::sort(found, {}, &CommitCause::sequence);
    return found;
}

std::optional<Int128> sum_at(const Rows& rows, idx_t column) {
    if (rows.is_null(column)) return std::nullopt;
    return rows.int128(column);
}

ChangedCell read_cell(const Rows& rows, const Causes& causes) {
    ChangedCell cell;
    cell.day = rows.day(0);
    cell.source = rows.text(1);
    cell.platform = rows.text(2);
    cell.account_id = rows.text_or_null(3);
    cell.campaign_id = rows.text_or_null(4);
    cell.campaign_name = rows.text_or_null(5);
    cell.currency = rows.text(6);
    cell.before.rows = rows.int64(7);
    cell.after.rows = rows.int64(8);
    for (std::size_t m = 0; m < measure_count; ++m) {
        cell.before.measures[m] = sum_at(rows, first_measure + 2 * m);
        cell.after.measures[m] = sum_at(rows, first_measure + 2 * m + 1);
    }
    cell.causes = causes_of(rows.text(commits_column), causes);
    return cell;
}

}  // namespace

Result<std::vector<ChangedCell>> DuckChangeStore::changes(const ChangesPlan& plan, std::stop_token stop) {
    using Cells = Result<std::vector<ChangedCell>>;
    return guard_.run<std::vector<ChangedCell>>([&]() -> Cells {
        // One loan is one transaction: cells and causes belong together.
        const auto reader = readers_.lend(stop);
        const Causes causes = read_causes(*reader, plan, stop);
        std::vector<ChangedCell> cells;
        if (causes.empty()) return cells;
        const sql_text::SqlQuery query = sql_text::changes_query(plan);
        for (Rows rows = reader->run(query.text, params_of(query.params), stop); rows.next();)
            cells.push_back(read_cell(rows, causes));
        return cells;
    });
}

}  // namespace insightflow::duckdb
