// A Parquet file as typed rows, by the engine's own reader. The engine does not call a crash on a made-up
// file a fault of its own, so this runs in a process that may die, never in the server.
#pragma once

#include "application/ingestion/typed_rows.hpp"
#include "domain/base/result.hpp"

namespace insightflow::duckdb {

// descriptor: of the open file; nothing else can be read by the engine that this opens. Numbers are exact, or
// the shortest text of a double; times with a zone are in UTC; arrays and structures are JSON. More rows than
// a batch may have are not written. Errors: invalid_argument where the file cannot be read; out_of_memory.
Result<void> convert_parquet(int descriptor, TypedRowWriter& out);

}  // namespace insightflow::duckdb
