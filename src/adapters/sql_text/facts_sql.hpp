// Renders a logical plan over facts as SQL for DuckDB. Pure. No value of the plan is ever part of the text:
// all are parameters $1, $2, ... The tables are those of adapters/duckdb/schema.cpp.
//
// Columns of the answer: the plan's keys in their order (a day as DATE, everything else text), its names in
// theirs, the number of rows (BIGINT), then for each Part in its order the sum (HUGEINT for counts, else
// DECIMAL(38,6), both held in 128 bits) and the number of rows that carry it (BIGINT), then the first and the
// last currency of the rows that carry money. With keys at most groups_max + 1 rows.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "domain/query/plan.hpp"

namespace insightflow::sql_text {

using SqlValue = std::variant<std::int64_t, std::string, Day>;

// A statement; params[i] stands for $(i+1).
struct SqlQuery {
    std::string text{};
    std::vector<SqlValue> params{};
};

SqlQuery facts_query(const FactsPlan& plan);

// The overlaps of the plan's sources. Columns: platform, account id, source, and the first and last day
// (DATE) on which another source has rows of the account too; by platform, account (null last) and source.
SqlQuery overlap_query(const FactsPlan& plan);

}  // namespace insightflow::sql_text
