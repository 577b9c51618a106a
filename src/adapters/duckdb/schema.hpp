// The tables of the fact store's file. README.md of this folder says what each is for.
#pragma once

#include "adapters/duckdb/connection.hpp"
#include "domain/base/result.hpp"

namespace insightflow::duckdb {

// Goes up with every change of the tables; a file of a newer version is refused. One of migrated_version is
// brought up to date where it is opened; what an older one holds is made anew from the kept bodies.
inline constexpr std::int32_t schema_version = 5;
inline constexpr std::int32_t migrated_version = 4;

// Makes the tables in an empty database, or brings those of migrated_version up to date, in one transaction.
// Errors: conflict where the file was written by yet another version (an older one may be accepted), or holds
// tables that are not a fact store's.
Result<void> ensure_schema(Connection& connection, bool accepts_older = false);

}  // namespace insightflow::duckdb
