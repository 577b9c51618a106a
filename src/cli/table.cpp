#include "cli/table.hpp"

#include <algorithm>
#include <ostream>

#include "domain/text/printable.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow::cli {
namespace {

bool is_number(const JsonValue& cell) { return cell.kind == JsonValue::Kind::number; }

std::string plain(const JsonValue& cell) {
    return cell.kind == JsonValue::Kind::string ? cell.text : print_json(cell);
}

std::string table_text(const JsonValue& cell) {
    if (cell.is_null()) return "-";
    return printable(plain(cell));
}

void write_table(std::ostream& out, const Table& table) {
    std::vector<std::size_t> widths;
    std::vector<std::string> headings;
    for (const std::string& column : table.columns) {
        headings.push_back(printable(column));
        widths.push_back(code_points(headings.back()));
    }
    for (const auto& row : table.rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], code_points(table_text(row[i])));
    std::vector<bool> right(table.columns.size(), false);
    for (const auto& row : table.rows)
        for (std::size_t i = 0; i < row.size(); ++i) right[i] = right[i] || is_number(row[i]);

    const auto print_line = [&](const auto& text_at) {
        std::string line;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string text = text_at(i);
            const std::string pad(widths[i] - code_points(text), ' ');
            line += (i == 0 ? "" : "  ") + (right[i] ? pad + text : text + pad);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    print_line([&](std::size_t i) { return headings[i]; });
    print_line([&](std::size_t i) { return std::string(widths[i], '-'); });
    for (const auto& row : table.rows) print_line([&](std::size_t i) { return table_text(row[i]); });
}

std::string csv_text(const JsonValue& cell) {
    if (cell.is_null()) return "";
    std::string text = plain(cell);
    static constexpr std::string_view formula_starts{"=+-@\t\r\0", 7};
    if (!is_number(cell) && !text.empty() && formula_starts.find(text.front()) != std::string_view::npos)
        text.insert(text.begin(), '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

void write_csv(std::ostream& out, const Table& table) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) out << (i == 0 ? "" : ",") << table.columns[i];
    out << '\n';
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) out << (i == 0 ? "" : ",") << csv_text(row[i]);
        out << '\n';
    }
}

void write_json(std::ostream& out, const Table& table) {
    out << "[";
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        JsonValue object = JsonValue::object();
        for (std::size_t i = 0; i < table.columns.size(); ++i) object.set(table.columns[i], table.rows[r][i]);
        out << (r == 0 ? "\n  " : ",\n  ") << print_json(object);
    }
    out << (table.rows.empty() ? "]\n" : "\n]\n");
}

}  // namespace

Table select(const std::vector<JsonValue>& objects, const std::vector<std::string>& columns) {
    Table table{columns, {}};
    for (const JsonValue& object : objects) {
        std::vector<JsonValue> row;
        for (const std::string& column : columns) {
            const JsonValue* cell = object.find(column);
            row.push_back(cell ? *cell : JsonValue{});
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

void print(std::ostream& out, const Table& table, Format format) {
    switch (format) {
        case Format::table: return write_table(out, table);
        case Format::csv: return write_csv(out, table);
        case Format::json: return write_json(out, table);
    }
}

}  // namespace insightflow::cli
