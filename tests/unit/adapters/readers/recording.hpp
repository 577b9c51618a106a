// Reads a text with a reader and writes down all that it sent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/readers/readers.hpp"

namespace insightflow::test {

// Everything as text, in the order of arrival: "2: a=1 b=null" for a row, "3! code" for a broken one,
// with "cut" where the file ends in it. text is quoted, numbers are bare, absent cells are left out.
class Recording : public RowSink {
public:
    HeadingPlace find_headings(std::span<const HeadRow> rows) const override {
        return insightflow::find_headings(rows, {});
    }
    void begin_table(const TableStart& start) override {
        for (const HeadRow& row : start.preamble) preamble.push_back(row.text);
    }
    void note(const Warning& warning) override { notes.push_back(warning.message); }
    void rows(const TextChunk& chunk) override {
        columns = chunk.columns;
        ++chunks;
        for (const std::vector<Cell>& cells : chunk.cells) cells_received += cells.size();
        for (std::size_t row = 0; row < chunk.rows(); ++row) {
            std::string line = std::to_string(chunk.line[row]) + ":";
            for (std::size_t column = 0; column < chunk.columns.size(); ++column) {
                const std::vector<Cell>& cells = chunk.cells.at(column);
                const Cell cell = row < cells.size() ? cells[row] : Cell{};
                if (cell.kind != CellKind::absent) line += " " + chunk.columns[column] + "=" + shown(cell);
            }
            lines.push_back(std::move(line));
        }
    }
    void broken_row(const BrokenRow& row) override {
        lines.push_back(std::to_string(row.line) + "! " + row.code + (row.is_cut ? " cut" : ""));
        messages.push_back(row.message);
    }
    void progress(std::uint64_t bytes_read) override { progresses.push_back(bytes_read); }

    std::vector<std::string> preamble{};
    std::vector<std::string> notes{};
    std::vector<std::string> columns{};
    std::vector<std::string> lines{};
    std::vector<std::string> messages{};
    std::vector<std::uint64_t> progresses{};
    std::size_t chunks = 0;
    std::size_t cells_received = 0;  // absent ones counted where they take room

private:
    static std::string shown(const Cell& cell) {
        if (cell.kind == CellKind::null) return "null";
        if (cell.kind == CellKind::text) return "'" + std::string(cell.text) + "'";
        return std::string(cell.text);
    }
};

class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view bytes)
        : path_(std::filesystem::temp_directory_path() /
                ("insightflow-reader-" + std::to_string(std::random_device{}()))) {
        std::ofstream(path_, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct Read {
    Recording recording{};
    std::string error{};  // empty: the file was read
};

inline Read read_text(BodyFormat format, std::string_view bytes, std::stop_token stop = {}) {
    const TemporaryFile file(bytes);
    Read read;
    const auto result = readers::make_reader(format)->read(file.path(), read.recording, stop);
    if (!result) read.error = result.error().message;
    return read;
}

}  // namespace insightflow::test
