// Small batches for tests, from CSV-like text or from JSON-like rows.
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/ingestion/normalise_batch.hpp"

namespace insightflow::test {

inline std::string unchanged(std::string_view text) { return std::string(text); }

inline std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back().push_back(c);
    }
    return parts;
}

// Text with a heading line and a line per row, fields separated by '|' and never quoted; an empty field is
// null. Rows begin on line 2.
class Table {
public:
    explicit Table(const std::string& text) {
        for (std::string& line : split(text, '\n')) {
            if (line.empty()) continue;
            if (chunk_.columns.empty()) {
                chunk_.columns = split(line, '|');
                chunk_.cells.resize(chunk_.columns.size());
                continue;
            }
            fields_.push_back(split(line, '|'));
            chunk_.line.push_back(chunk_.rows() + 2);
            for (std::size_t c = 0; c < chunk_.columns.size(); ++c) {
                const std::string& field = fields_.back().at(c);
                chunk_.cells[c].push_back({field, field.empty() ? CellKind::null : CellKind::text});
            }
        }
    }
    const TextChunk& chunk() const { return chunk_; }

private:
    std::deque<std::vector<std::string>> fields_{};
    TextChunk chunk_{};
};

struct JsonCell {
    std::string_view key;
    std::string_view text;
    CellKind kind = CellKind::text;
};

// Rows of which each has its own keys, on lines 1, 2, ...
inline TextChunk json_rows(std::initializer_list<std::vector<JsonCell>> rows) {
    TextChunk chunk;
    for (const auto& row : rows) {
        for (const JsonCell& cell : row) {
            std::size_t column = 0;
            while (column < chunk.columns.size() && chunk.columns[column] != cell.key) ++column;
            if (column == chunk.columns.size()) {
                chunk.columns.emplace_back(cell.key);
                chunk.cells.emplace_back(chunk.rows());
            }
            chunk.cells[column].push_back({cell.text, cell.kind});
        }
        chunk.line.push_back(chunk.rows() + 1);
        for (auto& column : chunk.cells) column.resize(chunk.rows());
    }
    return chunk;
}

inline CheckedBatch normalise(const TextChunk& chunk, BatchOptions options = {}) {
    BatchNormaliser normaliser(std::move(options), unchanged);
    normaliser.add(chunk);
    return std::move(normaliser).finish();
}

inline CheckedBatch normalise(const std::string& table, BatchOptions options = {}) {
    return normalise(Table(table).chunk(), std::move(options));
}

// "field:code" of every fault of the batch's rejects, "; " between.
inline std::string faults_of(const CheckedBatch& batch) {
    std::string text;
    for (const Reject& reject : batch.rejects) {
        for (const RowFault& fault : reject.faults)
            text += (text.empty() ? "" : "; ") + fault.field + ":" + fault.code;
    }
    return text;
}

// The same of warnings, with their rows.
inline std::string warnings_of(const CheckedBatch& batch) {
    std::string text;
    for (const Warning& warning : batch.warnings) {
        text += (text.empty() ? "" : "; ") + warning.field + ":" + warning.code + " x" +
                std::to_string(warning.rows);
    }
    return text;
}

inline std::string refusal_of(const CheckedBatch& batch) {
    return batch.refusal ? batch.refusal->message : "";
}

}  // namespace insightflow::test
