#include "adapters/duckdb/group_rows.hpp"

#include <string>

namespace insightflow::duckdb {
namespace {

std::optional<std::string> key_cell(Rows& rows, idx_t column) {
    if (rows.is_null(column)) return std::nullopt;
    if (rows.type(column) == DUCKDB_TYPE_DATE) return day_text(rows.day(column));
    return std::string(rows.text(column));
}

}  // namespace

std::vector<Param> params_of(const std::vector<sql_text::SqlValue>& values) {
    struct ToParam {
        Param operator()(std::int64_t value) const { return value; }
        Param operator()(const std::string& value) const { return std::string_view(value); }
        Param operator()(Day value) const { return value; }
    };
    std::vector<Param> params;
    params.reserve(values.size());
    for (const auto& value : values) params.push_back(std::visit(ToParam{}, value));
    return params;
}

GroupSums read_group(Rows& rows, idx_t keys) {
    GroupSums group;
    idx_t column = 0;
    group.key.reserve(keys);
    while (column < keys) group.key.push_back(key_cell(rows, column++));
    group.sums.rows = rows.int64(column++);
    for (PartSum& part : group.sums.parts) {
        if (!rows.is_null(column)) part.sum = rows.int128(column);
        ++column;
        part.rows = rows.int64(column++);
    }
    group.sums.first_currency = rows.text_or_null(column++);
    group.sums.last_currency = rows.text_or_null(column);
    return group;
}

}  // namespace insightflow::duckdb
