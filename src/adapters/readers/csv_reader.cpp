#include "adapters/readers/csv_reader.hpp"

#include <algorithm>
#include <utility>

#include "adapters/readers/chunk_sender.hpp"
#include "adapters/readers/csv_rows.hpp"
#include "adapters/readers/headings.hpp"
#include "adapters/readers/limits.hpp"
#include "adapters/readers/table_head.hpp"
#include "adapters/readers/text_file.hpp"

namespace insightflow::readers {
namespace {

std::string text_of(const CsvField& field) {
    return field.escaped ? unescaped(field.text) : std::string(field.text);
}

Result<std::vector<std::string>> headings_of(const CsvRow& row) {
    if (row.broken) return heading_error(row.line, 0, row.broken->message);
    if (row.field_count > columns_max) return too_many_columns(row.line);
    std::vector<std::string> headings;
    for (const CsvField& field : row.fields) headings.push_back(text_of(field));
    if (const auto checked = check_headings(row.line, headings); !checked) return checked.error();
    return headings;
}

constexpr std::size_t label_bytes_max = 64;

// The first field of a row that has nothing else, as the lines under a table have.
std::string lone_label(const CsvRow& row) {
    const auto is_empty = [](const CsvField& field) { return is_blank(field.text); };
    if (!std::all_of(row.fields.begin() + 1, row.fields.end(), is_empty)) return {};
    return text_of(row.fields.front()).substr(0, label_bytes_max);
}

// is_last: nothing stands behind the row, not even the end of its line.
BrokenRow wrong_field_count(const CsvRow& row, std::size_t columns, bool is_last) {
    return {row.line, "wrong_field_count",
            "the row has " + std::to_string(row.field_count) + " fields, the heading has " +
                std::to_string(columns),
            lone_label(row), is_last && row.field_count < columns};
}

Cell cell_of(const CsvField& field, ChunkSender& sender) {
    if (field.escaped) return {sender.copied(unescaped(field.text)), CellKind::text};
    if (field.text.empty() && !field.quoted) return {{}, CellKind::null};
    return {field.text, CellKind::text};
}

Result<void> skip_blank_lines(CsvRows& rows, ChunkSender& sender) {
    while (rows.skip_blank_lines(bytes_between_checks)) {
        if (const auto passed = sender.passed(rows.offset()); !passed) return passed;
    }
    return {};
}

}  // namespace

Result<void> read_csv(std::unique_ptr<MappedFile> mapped, const ScratchRoom& room, RowSink& sink,
                      std::stop_token stop) {
    const auto text = open_text(std::move(mapped), room, sink, stop);
    if (!text) return text.error();
    MappedFile& file = *text->file;
    const auto found = find_table(file.bytes(), text->begin, sink, stop);
    if (!found) return found.error();
    const TableHead& head = *found;
    sink.begin_table({head.preamble, head.delimiter == ';'});
    CsvRows rows(file.bytes(), head.offset, head.delimiter, head.line);
    CsvRow row;
    ChunkSender sender(file, sink, std::move(stop));
    if (const auto skipped = skip_blank_lines(rows, sender); !skipped) return skipped;
    const auto first = rows.next(row);
    if (!first) return first.error();
    if (!*first) return invalid_argument("line 1, column 1: the file is empty: it needs a heading row");
    auto headings = headings_of(row);
    if (!headings) return headings.error();

    for (std::string& heading : *headings) sender.add_column(std::move(heading));
    const std::size_t columns = sender.columns();
    for (;;) {
        // Where there is but one column, a blank line is a row.
        if (columns != 1) {
            if (const auto skipped = skip_blank_lines(rows, sender); !skipped) return skipped;
        }
        const auto more = rows.next(row);
        if (!more) return more.error();
        if (!*more) return sender.finish();
        const bool is_last = row.text.data() + row.text.size() == file.bytes().data() + file.bytes().size();
        if (!row.broken && row.field_count != columns) row.broken = wrong_field_count(row, columns, is_last);
        if (row.broken) {
            sender.add_broken(std::move(*row.broken));
        } else {
            for (std::size_t i = 0; i < columns; ++i) sender.set(i, cell_of(row.fields[i], sender));
            sender.add_row(row.line);
        }
        if (const auto ended = sender.row_ended(rows.offset()); !ended) return ended;
    }
}

}  // namespace insightflow::readers
