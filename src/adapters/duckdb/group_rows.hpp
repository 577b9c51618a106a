// Statements of adapters/sql_text: their parameters, and the groups in their answers.
#pragma once

#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/rows.hpp"
#include "adapters/sql_text/sql_query.hpp"
#include "domain/metrics/part_sums.hpp"

namespace insightflow::duckdb {

// Views of the values: they must live as long.
std::vector<Param> params_of(const std::vector<sql_text::SqlValue>& values);

// Key columns, row count, sums with their counts, currencies: from column 0 on. keys counts the names too.
GroupSums read_group(Rows& rows, idx_t keys);
// How many columns that are.
constexpr idx_t group_columns(idx_t keys) { return keys + 1 + 2 * part_count + 2; }

}  // namespace insightflow::duckdb
