// A reader of a small format of its own, over bodies in memory.
#pragma once

#include <string_view>
#include <vector>

#include "application/ingestion/batch_reader.hpp"
#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {

// Bodies are lines of comma-separated cells, the first of them headings. A line "!" is a fault of the whole
// file, a line "?" a broken row.
class FakeReader final : public BatchReader {
public:
    FakeReader(FakeSpool& spool, FaultHook hook) : spool_(spool), hook_(std::move(hook)) {}

    Result<void> read(const std::filesystem::path& file, RowSink& sink, std::stop_token stop) override {
        hook_("read");
        const std::string body = spool_.body(file);
        const auto lines = split(body, '\n');
        const auto headings = split(lines.front(), ',');
        for (std::size_t i = 1; i < lines.size(); ++i) {
            hook_("row");
            if (stop.stop_requested()) return Error{ErrorCode::deadline_exceeded, "stopped", {}};
            if (lines[i] == "!") return invalid_argument("line " + std::to_string(i + 1) + ": unreadable");
            if (lines[i] == "?") {
                sink.broken_row({i + 1, "wrong_field_count", "broken"});
                continue;
            }
            TextChunk chunk;
            const auto cells = split(lines[i], ',');
            for (std::size_t c = 0; c < headings.size(); ++c) {
                chunk.columns.emplace_back(headings[c]);
                chunk.cells.push_back({{cells.at(c), CellKind::text}});
            }
            chunk.line.push_back(i + 1);
            sink.rows(chunk);
            sink.progress(i);
        }
        return {};
    }

private:
    static std::vector<std::string_view> split(std::string_view text, char separator) {
        std::vector<std::string_view> pieces;
        while (true) {
            const auto end = text.find(separator);
            pieces.push_back(text.substr(0, end));
            if (end == std::string_view::npos) return pieces;
            text.remove_prefix(end + 1);
        }
    }

    FakeSpool& spool_;
    FaultHook hook_;
};

}  // namespace insightflow::testing
