// Renders a logical plan over facts as SQL for DuckDB. Pure. No value of the plan is ever part of the text:
// all are parameters $1, $2, ... The tables are those of adapters/duckdb/schema.cpp.
//
// Columns of the answer: the plan's keys in their order (a day as DATE, everything else text), its names in
// theirs, the number of rows (BIGINT), then for each Part in its order the sum (HUGEINT for counts, else
// DECIMAL(38,6), both held in 128 bits) and the number of rows that carry it (BIGINT), then the first and the
// last currency of the rows that carry money. With keys at most groups_max + 1 rows.
#pragma once

#include "adapters/sql_text/sql_query.hpp"
#include "domain/query/plan.hpp"

namespace insightflow::sql_text {

SqlQuery facts_query(const FactsPlan& plan);

// The overlaps of the plan's sources. Columns: platform, account id, source, and the first and last day
// (DATE) on which another source has rows of the account too; by platform, account (null last) and source.
SqlQuery overlap_query(const FactsPlan& plan);

}  // namespace insightflow::sql_text
