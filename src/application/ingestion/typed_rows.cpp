#include "application/ingestion/typed_rows.hpp"

#include <cstring>

namespace insightflow {
namespace {

constexpr char sheet_mark = 'S';
constexpr char row_mark = 'R';
constexpr char end_mark = 'E';

// Passed on when there are so many.
constexpr std::size_t piece_bytes = 256 * 1024;

}  // namespace

template <class Number>
void TypedRowWriter::put(Number number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    bytes_.append(bytes, sizeof number);
}

void TypedRowWriter::put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
}

void TypedRowWriter::begin_sheet(const TypedSheet& sheet) {
    put(sheet_mark);
    put(sheet.is_headed);
    put_text(sheet.name);
}

void TypedRowWriter::row(std::uint64_t line, std::span<const TypedCell> cells) {
    put(row_mark);
    put(line);
    put(static_cast<std::uint32_t>(cells.size()));
    for (const TypedCell& cell : cells) {
        put(cell.column);
        put(cell.kind);
        put_text(cell.text);
    }
    pass_on(piece_bytes);
}

void TypedRowWriter::finish() {
    put(end_mark);
    pass_on(0);
}

void TypedRowWriter::pass_on(std::size_t bytes_min) {
    if (bytes_.size() < bytes_min) return;
    sink_(bytes_);
    bytes_.clear();
}

template <class Number>
bool TypedRowReader::take(Number& number) {
    if (bytes_.size() - at_ < sizeof number) return false;
    std::memcpy(&number, bytes_.data() + at_, sizeof number);
    at_ += sizeof number;
    return true;
}

bool TypedRowReader::take_text(std::string_view& text) {
    std::uint32_t size = 0;
    if (!take(size) || bytes_.size() - at_ < size) return false;
    text = bytes_.substr(at_, size);
    at_ += size;
    return true;
}

Result<TypedRowReader::Item> TypedRowReader::next() {
    char mark = 0;
    if (take(mark)) {
        if (mark == row_mark && take_row()) return Item::row;
        if (mark == sheet_mark && take_sheet()) return Item::sheet;
        if (mark == end_mark && at_ == bytes_.size()) return Item::end;
    }
    return Error{ErrorCode::internal, "What a body was converted to makes no sense.", {}};
}

bool TypedRowReader::take_sheet() {
    char headed = 0;
    if (!take(headed) || !take_text(sheet_.name)) return false;
    sheet_.is_headed = headed != 0;
    return true;
}

bool TypedRowReader::take_row() {
    std::uint32_t count = 0;
    cells_.clear();
    if (!take(line_) || !take(count)) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
        TypedCell cell;
        std::uint8_t kind = 0;
        if (!take(cell.column) || !take(kind) || !take_text(cell.text)) return false;
        if (kind > static_cast<std::uint8_t>(CellKind::nested)) return false;
        cell.kind = static_cast<CellKind>(kind);
        cells_.push_back(cell);
    }
    return true;
}

}  // namespace insightflow
