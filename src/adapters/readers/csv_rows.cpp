#include "adapters/readers/csv_rows.hpp"

#include <algorithm>
#include <cstring>

#include "adapters/readers/limits.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow::readers {
namespace {

std::string at_line(std::uint64_t line) { return "line " + std::to_string(line); }

// Line breaks in a text: LF, CRLF and CR count once each.
std::uint64_t line_breaks(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++count;
    }
    return count;
}

}  // namespace

CsvRows::CsvRows(std::string_view bytes, std::size_t begin, char delimiter, std::uint64_t line)
    : bytes_(bytes), at_(begin), delimiter_(delimiter), line_(line) {
    for (const char c : {delimiter, '\n', '\r'}) ends_field_[static_cast<unsigned char>(c)] = true;
}

bool CsvRows::skip_blank_lines(std::size_t bytes_max) {
    const std::size_t end = at_ + std::min(bytes_.size() - at_, bytes_max);
    while (at_ < end && at_line_end()) take_line_end();
    return at_ >= end && at_ < bytes_.size();
}

Result<bool> CsvRows::next(CsvRow& row) {
    if (at_ == bytes_.size()) return false;
    const std::size_t begin = at_;
    row_end_max_ = std::min(bytes_.size(), begin + row_bytes_max);
    row.line = line_;
    row.fields.clear();
    row.field_count = 0;
    row.broken.reset();
    for (;;) {
        if (const auto taken = take_field(row); !taken) return taken.error();
        if (at_line_end()) break;
        if (at_ >= row_end_max_)
            return invalid_argument(at_line(row.line) + ": the row is longer than 4 MiB");
        ++at_;  // the delimiter
    }
    row.text = bytes_.substr(begin, at_ - begin);
    check_text(row);
    if (at_ < bytes_.size()) take_line_end();
    return true;
}

void CsvRows::take_line_end() {
    if (bytes_[at_] == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
}

Result<void> CsvRows::take_field(CsvRow& row) {
    const std::size_t begin = at_;
    const std::uint64_t begin_line = line_;
    ++row.field_count;
    if (at_ < bytes_.size() && bytes_[at_] == '"') {
        if (const auto taken = take_quoted(row); !taken) return taken;
    } else {
        take_plain();
        if (row.fields.size() < columns_max)
            row.fields.push_back({bytes_.substr(begin, at_ - begin), false, false});
    }
    if (at_ - begin > field_bytes_max) {
        return invalid_argument(at_line(begin_line) + ": field " + std::to_string(row.field_count) +
                                " is longer than 1 MiB" +
                                (bytes_[begin] == '"' ? "; is its quote closed?" : ""));
    }
    return {};
}

Result<void> CsvRows::take_quoted(CsvRow& row) {
    const std::size_t begin = ++at_;
    bool escaped = false;
    bool closed = false;
    while (!closed && at_ < row_end_max_) {
        const auto* quote =
            static_cast<const char*>(std::memchr(bytes_.data() + at_, '"', row_end_max_ - at_));
        if (quote == nullptr) break;
        at_ = static_cast<std::size_t>(quote - bytes_.data());
        closed = at_ + 1 == bytes_.size() || bytes_[at_ + 1] != '"';
        if (closed) break;
        escaped = true;
        at_ += 2;
    }
    if (!closed && row_end_max_ < bytes_.size()) {
        return invalid_argument(at_line(line_) + ": the row is longer than 4 MiB; is the quote of field " +
                                std::to_string(row.field_count) + " closed?");
    }
    if (!closed) at_ = bytes_.size();
    const std::string_view text = bytes_.substr(begin, at_ - begin);
    if (row.fields.size() < columns_max) row.fields.push_back({text, true, escaped});
    const std::uint64_t opened = line_;
    line_ += line_breaks(text);
    if (!closed) {
        const std::uint64_t swallowed =
            line_ - opened + (text.ends_with('\n') || text.ends_with('\r') ? 0 : 1);
        break_row(row, "unterminated_quote",
                  "the quote that opens on line " + std::to_string(opened) +
                      " is not closed: " + std::to_string(swallowed) +
                      " lines, down to the end of the file, were taken for its text");
        return {};
    }
    ++at_;
    if (at_line_end() || bytes_[at_] == delimiter_) return {};
    std::string words = "field " + std::to_string(row.field_count) + " goes on after its closing quote";
    if (line_ > opened)
        words += ": the quote opens on line " + std::to_string(opened) + ", and all down to line " +
                 std::to_string(line_) + " was taken for one row";
    break_row(row, "text_after_quote", words);
    take_plain();
    return {};
}

void CsvRows::take_plain() {
    while (at_ < row_end_max_ && !ends_field_[static_cast<unsigned char>(bytes_[at_])]) ++at_;
}

// The first fault of a row is the one that is told.
void CsvRows::break_row(CsvRow& row, std::string code, std::string message) const {
    if (!row.broken) row.broken = BrokenRow{row.line, std::move(code), std::move(message)};
}

void CsvRows::check_text(CsvRow& row) const {
    if (std::memchr(row.text.data(), 0, row.text.size()) != nullptr)
        break_row(row, "nul_byte", "the row holds a NUL byte");
    if (!is_utf8(row.text)) break_row(row, "bad_utf8", "the row is not UTF-8");
}

std::string unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        out.push_back(text[i]);
        if (text[i] == '"') ++i;
    }
    return out;
}

}  // namespace insightflow::readers
