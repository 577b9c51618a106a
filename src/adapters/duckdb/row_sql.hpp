// What statements over rows of facts share.
#pragma once

#include <cstddef>
#include <string>

namespace insightflow::duckdb {

// Whether the rows of two aliases say the same: day (an event may be told of another one), measures, currency
// and the estimated mark. Null equals null alone. own_measures: how many the rows' source has of its own.
std::string same_values(const std::string& left, const std::string& right, std::size_t own_measures);

// The columns of a row, but for version_held, acceptance and seq, which stand last: "f.workspace, f.day,
// ...".
std::string row_columns(const std::string& alias);

// A statement of the best of the source's ($1) batches that know what is not there, by account_key and day,
// for the days of a table of rows: acceptance.
std::string known_absent(const std::string& rows);

// The columns of a row that is staged under the alias. $1 is its workspace and $2 its source.
std::string staged_columns(const std::string& alias, std::size_t own_measures);

// "own_1": the column of a slot, counted from 0.
std::string own_column(std::size_t slot);

}  // namespace insightflow::duckdb
