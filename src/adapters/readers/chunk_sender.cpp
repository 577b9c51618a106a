#include "adapters/readers/chunk_sender.hpp"

#include <cstring>
#include <utility>

namespace insightflow::readers {

void ChunkSender::add_column(std::string heading) {
    chunk_.columns.push_back(std::move(heading));
    chunk_.cells.emplace_back();
}

std::string_view ChunkSender::copied(std::string_view text) {
    if (text.empty()) return {};
    auto* place = static_cast<char*>(copies_.allocate(text.size(), 1));
    std::memcpy(place, text.data(), text.size());
    copied_bytes_ += text.size();
    return {place, text.size()};
}

void ChunkSender::set(std::size_t column, Cell cell) {
    std::vector<Cell>& cells = chunk_.cells[column];
    if (cells.size() < chunk_.rows()) cells.resize(chunk_.rows());
    cells.push_back(cell);
}

void ChunkSender::add_row(std::uint64_t line) { chunk_.line.push_back(line); }

void ChunkSender::add_broken(BrokenRow row) {
    send();
    sink_.broken_row(row);
}

Result<void> ChunkSender::row_ended(std::size_t offset) {
    ++rows_since_check_;
    if (chunk_.rows() * chunk_.columns.size() >= chunk_cells) send();
    if (rows_since_check_ < chunk_rows && copied_bytes_ < chunk_copied_bytes &&
        offset - checked_at_ < bytes_between_checks) {
        return {};
    }
    return passed(offset);
}

Result<void> ChunkSender::passed(std::size_t offset) {
    rows_since_check_ = 0;
    checked_at_ = offset;
    send();
    sink_.progress(file_.of_body(offset));
    file_.release_before(offset);
    if (stop_.stop_requested()) return stopped();
    return {};
}

Result<void> ChunkSender::finish() {
    if (columns_told_ < chunk_.columns.size())
        sink_.rows(chunk_);
    else
        send();
    sink_.progress(file_.body_bytes());
    if (stop_.stop_requested()) return stopped();
    return {};
}

void ChunkSender::send() {
    if (chunk_.rows() != 0) {
        sink_.rows(chunk_);
        columns_told_ = chunk_.columns.size();
        for (auto& column : chunk_.cells) column.clear();
        chunk_.line.clear();
    }
    copies_.release();  // also those of broken rows, which no chunk holds
    copied_bytes_ = 0;
}

}  // namespace insightflow::readers
