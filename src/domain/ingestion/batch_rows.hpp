// The rows of a batch that passed their own checks, in file order, before and after keys that collide are
// settled.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/ingestion/fact_columns.hpp"

namespace insightflow {

// What became of a row.
enum class RowState : std::uint8_t { kept, folded, rejected };

// facts.lines, names and extras are filled by settle_rows; until then facts.line and extra count in the
// dictionaries of the reading. The other vectors but the last two have facts.rows()
// entries.
struct BatchRows {
    FactColumns facts{};
    std::vector<std::uint32_t> spelling{};  // index into LineDictionary::spellings()
    std::vector<std::uint64_t> row{};       // 1-based number among the batch's rows
    std::vector<std::uint64_t> file_line{};
    // Number of what the row says in columns that split facts further than we do; empty where none does.
    std::vector<std::uint32_t> breakdown{};
    std::vector<std::uint32_t> repeated_hours{};  // places of the rows over whose hour clocks went back
};

}  // namespace insightflow
