// Turns the events of Boost.JSON's parser for one value into the cells of one row. Numbers keep the text in
// which they were written; arrays and objects inside a row become compact JSON text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <boost/json/basic_parser.hpp>

#include "adapters/readers/chunk_sender.hpp"
#include "adapters/readers/limits.hpp"

namespace insightflow::readers {

class JsonRow {
public:
    // file: the bytes that are parsed; cells point into them where nothing had to be unescaped.
    JsonRow(ChunkSender& sender, std::string_view file) : sender_(sender), file_(file) {}

    void begin();
    // After a whole value: adds the row, or the broken row that it is.
    void commit(std::uint64_t line);
    // After a value that could not be parsed: nothing of it is kept.
    void drop();

    // The handler's part, called by the parser. n: bytes so far, of text with its parts.
    using error_code = boost::json::error_code;
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = heading_bytes_max;
    static constexpr std::size_t max_string_size = field_bytes_max;
    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&);
    bool on_object_end(std::size_t, error_code&);
    bool on_array_begin(error_code&);
    bool on_array_end(std::size_t, error_code&);
    bool on_key_part(std::string_view text, std::size_t n, error_code&);
    bool on_key(std::string_view text, std::size_t n, error_code&);
    bool on_string_part(std::string_view text, std::size_t n, error_code&);
    bool on_string(std::string_view text, std::size_t n, error_code&);
    bool on_number_part(std::string_view text, error_code&);
    bool on_int64(std::int64_t, std::string_view text, error_code&) { return number(text); }
    bool on_uint64(std::uint64_t, std::string_view text, error_code&) { return number(text); }
    bool on_double(double, std::string_view text, error_code&) { return number(text); }
    bool on_bool(bool value, error_code&);
    bool on_null(error_code&);
    bool on_comment_part(std::string_view, error_code&) { return true; }
    bool on_comment(std::string_view, error_code&) { return true; }

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    struct ColumnCell {
        std::size_t column;
        Cell cell;
    };

    bool number(std::string_view text);
    bool key(std::string_view text, error_code& error);
    bool column_named(std::string_view text, error_code& error);
    void set(CellKind kind, std::string_view text);
    void open(char bracket);
    void close(char bracket);
    bool in_row() const { return depth_ == 1 && !not_an_object_; }
    bool add_part(std::string_view text);
    // The text of a value that may have come in parts.
    std::string_view whole(std::string_view last_part);
    std::string_view lasting(std::string_view text);
    void separate();

    ChunkSender& sender_;
    std::string_view file_;

    // Columns of all rows so far; those that the row under way brings stand at the end until it is committed.
    std::vector<std::string> columns_{};
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> column_of_{};
    std::vector<ColumnCell> cells_{};          // of the row under way, in the order of its keys
    std::vector<std::uint64_t> set_in_row_{};  // the last row that has the column, by rows_
    std::size_t column_ = 0;
    std::uint64_t rows_ = 0;

    std::size_t depth_ = 0;
    bool not_an_object_ = false;
    std::optional<std::string> duplicate_{};
    std::string part_{};
    bool in_parts_ = false;
    std::string nested_{};  // the array or object under way, as compact text
    std::vector<std::unordered_set<std::string>> nested_keys_{};
};

}  // namespace insightflow::readers
