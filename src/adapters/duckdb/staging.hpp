// The temporary tables of one apply, and the batch's rows in them.
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/duckdb/line_dictionary.hpp"

namespace insightflow::duckdb {

// Makes staged_line, staged_name, staged_fact and met. They live within the transaction: a rollback takes
// them away, drop_staging() ends them.
void create_staging(Connection& connection);
void drop_staging(Connection& connection);

// Fills staged_fact, ordered by day and campaign. lines and currencies are the stored ids by the batch's
// indexes.
void stage_facts(Connection& connection, const FactColumns& facts, const std::vector<StoredLine>& lines,
                 const std::vector<std::int32_t>& currencies, const std::stop_token& stop);

}  // namespace insightflow::duckdb
