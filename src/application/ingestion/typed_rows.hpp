// Rows whose cells have a type, as bytes: what a process that converts a body writes, and a reader reads. Of
// one machine, from one process to another of the same binary, and never kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

struct TypedCell {
    std::uint32_t column = 0;  // from 0
    CellKind kind = CellKind::null;
    std::string_view text{};
};

// is_headed: its first row is the headings; else they have to be looked for.
struct TypedSheet {
    std::string_view name{};
    bool is_headed = false;
};

class TypedRowWriter {
public:
    // Takes the bytes, some at a time; throws where they cannot be kept.
    using Sink = std::function<void(std::string_view)>;

    explicit TypedRowWriter(Sink sink) : sink_(std::move(sink)) {}

    void begin_sheet(const TypedSheet& sheet);
    void row(std::uint64_t line, std::span<const TypedCell> cells);
    // To be called at the end: what breaks off before is no whole conversion.
    void finish();

private:
    template <class Number>
    void put(Number number);
    void put_text(std::string_view text);
    void pass_on(std::size_t bytes_min);

    Sink sink_;
    std::string bytes_{};
};

class TypedRowReader {
public:
    enum class Item : std::uint8_t { sheet, row, end };

    explicit TypedRowReader(std::string_view bytes, std::size_t offset = 0) : bytes_(bytes), at_(offset) {}

    // What comes next; sheet(), or line() and cells(), tell of it until the next call. Texts point into the
    // bytes. Errors: internal where the bytes break off or make no sense.
    Result<Item> next();
    const TypedSheet& sheet() const { return sheet_; }
    std::uint64_t line() const { return line_; }
    const std::vector<TypedCell>& cells() const { return cells_; }
    // The first byte behind what was read.
    std::size_t offset() const { return at_; }

private:
    template <class Number>
    bool take(Number& number);
    bool take_text(std::string_view& text);
    bool take_sheet();
    bool take_row();

    std::string_view bytes_;
    std::size_t at_;
    TypedSheet sheet_{};
    std::uint64_t line_ = 0;
    std::vector<TypedCell> cells_{};
};

}  // namespace insightflow
