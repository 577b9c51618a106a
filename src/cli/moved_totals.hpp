// What a batch or an undo moved, for people: the totals of a report as rows.
#pragma once

#include <iosfwd>

#include "json/json_value.hpp"

namespace insightflow::cli {

// The totals of a batch or of its undo, a row for each currency and measure that either side has; nothing
// where nothing is told. commit: what it was, for the heading.
void print_moved(std::ostream& out, const JsonValue& report, const char* commit);

}  // namespace insightflow::cli
