#include "domain/ingestion/extras.hpp"

#include "domain/text/json_string.hpp"

namespace insightflow {

void ExtrasPool::begin(const TextChunk& chunk, const ColumnMap& map) {
    for (std::size_t i = keys_.size(); i < map.unknown().size(); ++i) {
        append_json_string(keys_.emplace_back(), map.unknown()[i].heading);
        keys_.back().push_back(':');
    }
    in_chunk_.clear();
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (!chunk.cells[map.unknown()[i].column].empty()) in_chunk_.push_back(i);
    }
}

std::uint32_t ExtrasPool::find(const RowView& row, const ColumnMap& map, RowFindings& findings) {
    buffer_.clear();
    for (const std::size_t i : in_chunk_) {
        const Cell& cell = row.at(map.unknown()[i]);
        if (cell.kind == CellKind::absent) continue;
        buffer_.push_back(buffer_.empty() ? '{' : ',');
        buffer_ += keys_[i];
        if (cell.kind == CellKind::text)
            append_json_string(buffer_, cell.text);
        else if (cell.kind == CellKind::null)
            buffer_ += "null";
        else
            buffer_ += cell.text;
    }
    if (buffer_.empty()) return 0;
    buffer_.push_back('}');
    if (buffer_.size() > extras_bytes_max) {
        findings.fault("", fault::extras_too_long);
        return 0;
    }
    const auto found = pool_.intern(buffer_);
    if (found.added) bytes_ += buffer_.size();
    total_bytes_ += buffer_.size();
    return found.index;
}

}  // namespace insightflow
