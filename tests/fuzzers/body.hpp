// A body through reader, survey and rules, as the server reads it, and what has to hold of any body whatever.
#pragma once

#include <string_view>

#include "application/ingestion/batch_reader.hpp"
#include "fuzzers/drawn.hpp"

namespace insightflow::fuzzers {

// The options are drawn; the body is the rest. Holds, or ends the process:
// - accepted + rejected = received, and the facts are the rows that were accepted and not folded;
// - every line that is named is one of the body; every day, count and amount is within its bounds;
// - rows handed on one by one give the same as rows in chunks;
// - an answer to a question is enough.
void check_body(BodyFormat format, Drawn& drawn);

}  // namespace insightflow::fuzzers
