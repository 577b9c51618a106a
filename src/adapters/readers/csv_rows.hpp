// Splits CSV text into rows of cells, by RFC 4180: fields are separated by commas (or another character) and
// may be quoted; a quote in a quoted field is doubled; quoted fields may hold line breaks. LF, CRLF and CR
// end a row. A quote inside a field that does not begin with one is an ordinary character.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow::readers {

// A field of a row. escaped: text holds doubled quotes that stand for one.
struct CsvField {
    std::string_view text{};
    bool quoted = false;
    bool escaped = false;
};

// field_count counts also the fields beyond those kept. broken: the row cannot be taken, and why.
struct CsvRow {
    std::uint64_t line = 0;
    std::string_view text{};  // as it stands in the file, without its end
    std::vector<CsvField> fields{};
    std::size_t field_count = 0;
    std::optional<BrokenRow> broken{};
};

class CsvRows {
public:
    // line: the number of the line that begins at `begin`.
    CsvRows(std::string_view bytes, std::size_t begin, char delimiter, std::uint64_t line = 1);

    // The next row into `row`, also where it is a blank line; false at the end. An error where a field or row
    // is over its limit.
    Result<bool> next(CsvRow& row);

    // Passes over blank lines, over about bytes_max bytes of them at most: true when there may be more.
    bool skip_blank_lines(std::size_t bytes_max);

    std::size_t offset() const { return at_; }

private:
    bool at_line_end() const { return at_ == bytes_.size() || bytes_[at_] == '\n' || bytes_[at_] == '\r'; }
    void take_line_end();
    Result<void> take_field(CsvRow& row);
    Result<void> take_quoted(CsvRow& row);
    void take_plain();
    void break_row(CsvRow& row, std::string code, std::string message) const;
    void check_text(CsvRow& row) const;

    std::string_view bytes_;
    std::size_t at_;
    char delimiter_;
    std::array<bool, 256> ends_field_{};
    std::size_t row_end_max_ = 0;  // no byte from here on belongs to the row under way
    std::uint64_t line_;
};

// The field's text with doubled quotes as one.
std::string unescaped(std::string_view text);

}  // namespace insightflow::readers
