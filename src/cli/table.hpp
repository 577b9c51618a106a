// Rows of text for people (aligned columns) and for programs (CSV, JSON).
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "json/json_value.hpp"

namespace insightflow::cli {

enum class Format { table, csv, json };

// Every row has one cell per column.
struct Table {
    std::vector<std::string> columns{};
    std::vector<std::vector<JsonValue>> rows{};
};

// The named members of each object, null where an object lacks one.
Table select(const std::vector<JsonValue>& objects, const std::vector<std::string>& columns);

// table: numbers to the right, null as "-", control characters as '?'. csv: RFC 4180, null as nothing; a text
// that a spreadsheet could take for a formula (= + - @ TAB CR in front) is prefixed with ', a number never
// is. json: an array of objects.
void print(std::ostream& out, const Table& table, Format format);

}  // namespace insightflow::cli
