// The tables of the fact store's file. README.md of this folder says what each is for.
#pragma once

#include "adapters/duckdb/connection.hpp"
#include "domain/base/result.hpp"

namespace insightflow::duckdb {

// Goes up with every change of the tables; a file of another version is refused. One of an older version is
// not migrated: what it holds is made anew from the kept bodies.
inline constexpr std::int32_t schema_version = 4;

// Makes the tables in an empty database, in one transaction. Errors: conflict where the file was written by
// another version (an older one may be accepted), or holds tables that are not a fact store's.
Result<void> ensure_schema(Connection& connection, bool accepts_older = false);

}  // namespace insightflow::duckdb
