// What a reader hands to the rules: a piece of a file as columns of text cells. It knows bytes and lines, and
// nothing of marketing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace insightflow {

enum class CellKind : std::uint8_t {
    absent,   // the row does not have this column (JSON: no such key)
    null,     // an empty CSV field, JSON null
    text,     // a CSV field, a JSON string (unescaped)
    number,   // a JSON number, exactly as it was written
    boolean,  // JSON true or false, as text
    nested,   // a JSON array or object, as compact JSON text
};

// text points into storage that the chunk's sender keeps alive until the call that delivers it returns.
struct Cell {
    std::string_view text{};
    CellKind kind = CellKind::absent;
};

// rows rows; cells[c][r] is column c of row r, absent where cells[c] ends before it. columns only ever grows
// at its end from chunk to chunk of one file; a column that appears later was absent in the rows before.
// line[r] is the 1-based line on which row r begins.
struct TextChunk {
    std::vector<std::string> columns{};
    std::vector<std::vector<Cell>> cells{};
    std::vector<std::uint64_t> line{};
    std::size_t rows() const { return line.size(); }
};

// A row that could not be split into cells: wrong number of fields, broken JSON in one NDJSON line, a
// duplicate key, bad UTF-8.
struct BrokenRow {
    std::uint64_t line = 0;
    std::string code{};     // snake_case, e.g. "wrong_field_count"
    std::string message{};  // for the sender of the file
    std::string label{};    // its first cell, where it has no other
    bool is_cut = false;    // the file ends within it: fields are missing, and the end of the line
};

}  // namespace insightflow
