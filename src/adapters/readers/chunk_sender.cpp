#include "adapters/readers/chunk_sender.hpp"

#include <cstring>
#include <utility>

namespace insightflow::readers {

void ChunkSender::add_column(std::string heading) {
    chunk_.columns.push_back(std::move(heading));
    chunk_.cells.emplace_back(chunk_.rows());
}

std::string_view ChunkSender::copied(std::string_view text) {
    if (text.empty()) return {};
    auto* place = static_cast<char*>(copies_.allocate(text.size(), 1));
    std::memcpy(place, text.data(), text.size());
    copied_bytes_ += text.size();
    return {place, text.size()};
}

void ChunkSender::add_row(const std::vector<Cell>& cells, std::uint64_t line) {
    for (std::size_t column = 0; column < cells.size(); ++column)
        chunk_.cells[column].push_back(cells[column]);
    chunk_.line.push_back(line);
}

void ChunkSender::add_broken(BrokenRow row) {
    send();
    sink_.broken_row(row);
}

Result<void> ChunkSender::row_ended(std::size_t offset) {
    ++rows_since_check_;
    if (rows_since_check_ < chunk_rows && copied_bytes_ < chunk_copied_bytes) return {};
    rows_since_check_ = 0;
    send();
    sink_.progress(offset);
    file_.release_before(offset);
    if (stop_.stop_requested()) return Error{ErrorCode::deadline_exceeded, "reading was stopped", {}};
    return {};
}

Result<void> ChunkSender::finish() {
    if (columns_told_ < chunk_.columns.size())
        sink_.rows(chunk_);
    else
        send();
    sink_.progress(file_.bytes().size());
    if (stop_.stop_requested()) return Error{ErrorCode::deadline_exceeded, "reading was stopped", {}};
    return {};
}

void ChunkSender::send() {
    if (chunk_.rows() == 0) return;
    sink_.rows(chunk_);
    columns_told_ = chunk_.columns.size();
    for (auto& column : chunk_.cells) column.clear();
    chunk_.line.clear();
    copies_.release();
    copied_bytes_ = 0;
}

}  // namespace insightflow::readers
