#include "adapters/readers/sheet_reader.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/readers/chunk_sender.hpp"
#include "adapters/readers/headings.hpp"
#include "adapters/readers/limits.hpp"
#include "application/ingestion/typed_rows.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::readers {
namespace {

using Item = TypedRowReader::Item;

// The first rows of a sheet, and where they are. Of one whose headings are known the first is enough, empty.
struct SheetHead {
    std::string name{};
    bool is_headed = false;
    std::vector<HeadRow> rows{};
    std::vector<std::size_t> offsets{};
};

HeadRow head_row(std::uint64_t line, const std::vector<TypedCell>& cells) {
    HeadRow row{line, {}, {}};
    for (const TypedCell& cell : cells) {
        if (cell.column >= columns_max) break;
        row.cells.resize(cell.column);
        row.cells.emplace_back(cell.text);
        row.text += (row.text.empty() ? "" : " ") + std::string(cell.text);
    }
    return row;
}

std::size_t bytes_of(const std::vector<TypedCell>& cells) {
    std::size_t bytes = 0;
    for (const TypedCell& cell : cells) bytes += cell.text.size();
    return bytes;
}

Error too_long(std::uint64_t line) {
    return invalid_argument("line " + std::to_string(line) + ": the row is longer than 4 MiB");
}

class SheetFile {
public:
    SheetFile(MappedFile& file, RowSink& sink, std::stop_token stop)
        : file_(file), sink_(sink), stop_(std::move(stop)) {}

    Result<void> read() {
        if (const auto looked = look_through(); !looked) return looked;
        if (sheets_.empty()) return invalid_argument("no sheet of the workbook holds rows");
        const SheetHead& sheet = sheets_[chosen_];
        if (sheet.is_headed) return read_rows(sheet, 0);
        if (sheets_.size() > 1)
            sink_.note({"sheet", "",
                        "the workbook has " + std::to_string(sheets_.size()) +
                            " sheets with rows: " + in_quotes(sheet.name) + " was read, the others were not",
                        0, 0});
        sink_.begin_table({.preamble = std::span(sheet.rows).first(headings_)});
        return read_rows(sheet, headings_);
    }

private:
    // The sheets that have rows, and which of them is to be read.
    Result<void> look_through();
    Result<void> keep_head(SheetHead& sheet, const TypedRowReader& row, std::size_t offset);
    Result<void> read_rows(const SheetHead& sheet, std::size_t headings);
    Result<void> take_headings(std::uint64_t line, const std::vector<TypedCell>& cells, ChunkSender& sender);
    Result<void> take_row(const TypedRowReader& row, ChunkSender& sender);

    // Now and then.
    bool is_stopped() { return ++steps_ % chunk_rows == 0 && stop_.stop_requested(); }

    MappedFile& file_;
    RowSink& sink_;
    std::stop_token stop_;
    std::vector<SheetHead> sheets_{};
    std::size_t chosen_ = 0;
    std::size_t headings_ = 0;    // the row of the chosen one that has them
    std::size_t head_bytes_ = 0;  // of the first rows of all sheets
    std::size_t steps_ = 0;
};

Result<void> SheetFile::look_through() {
    TypedRowReader reader(file_.bytes());
    std::vector<SheetHead> all;
    for (std::size_t at = 0;; at = reader.offset()) {
        if (is_stopped()) return stopped();
        const auto item = reader.next();
        if (!item) return item.error();
        if (*item == Item::end) break;
        if (*item == Item::sheet) {
            all.push_back({std::string(reader.sheet().name), reader.sheet().is_headed, {}, {}});
        } else if (!all.empty()) {
            if (const auto kept = keep_head(all.back(), reader, at); !kept) return kept;
        }
        file_.release_before(reader.offset());
    }
    file_.rewind();
    std::ranges::copy_if(all, std::back_inserter(sheets_),
                         [](const SheetHead& sheet) { return !sheet.rows.empty(); });
    for (std::size_t i = 0; i < sheets_.size(); ++i) {
        const HeadingPlace place = sink_.find_headings(sheets_[i].rows);
        if (place.recognised == 0) continue;
        chosen_ = i;
        headings_ = place.row;
        return {};
    }
    return {};
}

Result<void> SheetFile::keep_head(SheetHead& sheet, const TypedRowReader& row, std::size_t offset) {
    if (sheet.rows.size() == (sheet.is_headed ? 1 : head_rows_max) || head_bytes_ > heads_bytes_max)
        return {};
    const std::size_t bytes = bytes_of(row.cells());
    if (bytes > row_bytes_max) return too_long(row.line());
    head_bytes_ += bytes;
    sheet.rows.push_back(sheet.is_headed ? HeadRow{} : head_row(row.line(), row.cells()));
    sheet.offsets.push_back(offset);
    return {};
}

Result<void> SheetFile::take_headings(std::uint64_t line, const std::vector<TypedCell>& cells,
                                      ChunkSender& sender) {
    if (!cells.empty() && cells.back().column >= columns_max) return too_many_columns(line);
    std::vector<std::string> headings = head_row(line, cells).cells;
    if (const auto checked = check_headings(line, headings); !checked) return checked;
    for (std::string& heading : headings) sender.add_column(std::move(heading));
    return {};
}

Result<void> SheetFile::take_row(const TypedRowReader& row, ChunkSender& sender) {
    const std::vector<TypedCell>& cells = row.cells();
    for (const TypedCell& cell : cells)
        if (cell.text.size() > field_bytes_max)
            return invalid_argument("line " + std::to_string(row.line()) + ": field " +
                                    std::to_string(cell.column + 1) + " is longer than 1 MiB");
    if (bytes_of(cells) > row_bytes_max) return too_long(row.line());
    if (!cells.empty() && cells.back().column >= sender.columns()) {
        sender.add_broken({row.line(),
                           "wrong_field_count",
                           "the row has a value in column " + std::to_string(cells.back().column + 1) +
                               ", the headings end with column " + std::to_string(sender.columns()),
                           {}});
        return {};
    }
    // A cell that a sheet leaves out is an empty one.
    auto cell = cells.begin();
    for (std::size_t column = 0; column < sender.columns(); ++column) {
        const bool is_there = cell != cells.end() && cell->column == column;
        sender.set(column, is_there ? Cell{cell->text, cell->kind} : Cell{{}, CellKind::null});
        if (is_there) ++cell;
    }
    sender.add_row(row.line());
    return {};
}

Result<void> SheetFile::read_rows(const SheetHead& sheet, std::size_t headings) {
    ChunkSender sender(file_, sink_, stop_);
    TypedRowReader reader(file_.bytes(), sheet.offsets[headings]);
    if (const auto item = reader.next(); !item) return item.error();
    if (const auto taken = take_headings(reader.line(), reader.cells(), sender); !taken) return taken;
    for (;;) {
        const auto item = reader.next();
        if (!item) return item.error();
        if (*item != Item::row) return sender.finish();
        if (const auto taken = take_row(reader, sender); !taken) return taken;
        if (const auto ended = sender.row_ended(reader.offset()); !ended) return ended;
    }
}

}  // namespace

Result<void> read_sheets(MappedFile& rows, RowSink& sink, std::stop_token stop) {
    return SheetFile(rows, sink, std::move(stop)).read();
}

}  // namespace insightflow::readers
