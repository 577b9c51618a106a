// Gathers rows into chunks and sends them on, with broken rows at their place between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/readers/limits.hpp"
#include "adapters/readers/mapped_file.hpp"
#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

class ChunkSender {
public:
    ChunkSender(MappedFile& file, RowSink& sink, std::stop_token stop)
        : file_(file), sink_(sink), stop_(std::move(stop)) {}

    std::size_t columns() const { return chunk_.columns.size(); }
    // Absent in the rows so far.
    void add_column(std::string heading);

    // A copy of text that lives as long as the chunk under way.
    std::string_view copied(std::string_view text);

    // A cell of the row under way, in any order, one per column. A row costs only the cells that it has.
    void set(std::size_t column, Cell cell);
    // Ends the row; the columns that were not set are absent in it.
    void add_row(std::uint64_t line);
    void add_broken(BrokenRow row);

    // To be called after each row, offset being the first byte behind it: sends the chunk when it is full.
    // deadline_exceeded when stopped.
    Result<void> row_ended(std::size_t offset);
    // To be called between rows, when many bytes went by without one: tells how far the reading is.
    // deadline_exceeded when stopped.
    Result<void> passed(std::size_t offset);
    // Sends what is left, an empty chunk too where no other told the columns.
    Result<void> finish();

private:
    void send();

    MappedFile& file_;
    RowSink& sink_;
    std::stop_token stop_;
    TextChunk chunk_{};
    std::pmr::monotonic_buffer_resource copies_{};
    std::size_t copied_bytes_ = 0;
    std::size_t rows_since_check_ = 0;
    std::size_t checked_at_ = 0;
    std::size_t columns_told_ = 0;
};

}  // namespace insightflow::readers
