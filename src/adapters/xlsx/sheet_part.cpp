#include "adapters/xlsx/sheet_part.hpp"

#include <charconv>
#include <optional>

#include "adapters/xlsx/limits.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::xlsx {
namespace {

template <class Number>
std::optional<Number> whole(std::string_view text) {
    Number number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// A midnight says nothing beside its date.
std::string_view without_midnight(std::string_view text) {
    constexpr std::string_view midnight = "T00:00:00";
    return text.ends_with(midnight) ? text.substr(0, text.size() - midnight.size()) : text;
}

}  // namespace

Result<void> SheetPart::begin(std::string_view name, const Attributes& attributes) {
    if (name == "row") return begin_row(attributes);
    if (name == "c") return begin_cell(attributes);
    if (name == "rPh") in_pronunciation_ = true;
    // What a formula is made of is not its value.
    if (name == "v" || name == "t") in_value_ = in_cell_ && !in_pronunciation_;
    if (name == "f") is_formula_ = in_cell_;
    return {};
}

Result<void> SheetPart::end(std::string_view name) {
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "rPh") in_pronunciation_ = false;
    if (name == "c") return end_cell();
    if (name == "row") end_row();
    return {};
}

Result<void> SheetPart::text(std::string_view piece) {
    if (!in_value_) return {};
    if (piece.size() > text_bytes_max - value_.size()) return fault("the text is longer than 1 MiB");
    value_ += piece;
    return {};
}

// Rows and cells may tell their place, or else stand behind the one before.
Result<void> SheetPart::begin_row(const Attributes& attributes) {
    const auto place = attributes.find("r");
    const auto row = place ? whole<std::uint64_t>(*place) : std::optional(row_ + 1);
    next_column_ = 0;
    cells_.clear();
    texts_.clear();
    if (!row || *row <= row_ || *row > rows_max)
        return fault("the next row is " + in_quotes(place.value_or("")) + ", which is not one behind it");
    row_ = *row;
    return {};
}

Result<void> SheetPart::begin_cell(const Attributes& attributes) {
    const auto place = attributes.find("r");
    const auto column = place ? column_of(*place) : std::optional(next_column_);
    if (!column || *column < next_column_ || *column >= columns_max)
        return fault("the next cell is " + in_quotes(place.value_or("")) + ", which is not one behind it");
    next_column_ = *column + 1;
    type_ = attributes.text("t");
    style_ = whole<std::uint32_t>(attributes.text("s")).value_or(0);
    value_.clear();
    is_formula_ = false;
    in_cell_ = true;
    return {};
}

Result<void> SheetPart::end_cell() {
    in_cell_ = false;
    if (value_.empty()) {
        // Programs that only write workbooks leave the working out to those that open them.
        if (is_formula_) keep(CellKind::text, "(a formula without its value)");
        return {};
    }
    if (type_ == "s") {
        const auto number = whole<std::uint64_t>(value_);
        const auto text = number ? rules_.texts.at(*number) : std::nullopt;
        if (!text) return fault("there is no shared text " + in_quotes(value_));
        if (!text->empty()) keep(CellKind::text, *text);
    } else if (type_.empty() || type_ == "n") {
        keep_number();
    } else if (type_ == "b") {
        keep(CellKind::boolean, value_ == "0" ? "false" : "true");
    } else if (type_ == "d") {
        keep(CellKind::text, without_midnight(value_));
    } else {
        // A text, also of a formula, or an error such as #N/A, which the rules judge as any text.
        keep(CellKind::text, value_);
    }
    return {};
}

void SheetPart::keep_number() {
    if (style_ < rules_.shown.size() && rules_.shown[style_] == Shown::date)
        if (const auto date = date_text(value_, rules_.since_1904)) return keep(CellKind::text, *date);
    const auto number = plain_number(value_);
    keep(number ? CellKind::number : CellKind::text, number ? *number : value_);
}

void SheetPart::keep(CellKind kind, std::string_view text) {
    cells_.push_back({next_column_ - 1, kind, texts_.size(), text.size()});
    texts_ += text;
}

void SheetPart::end_row() {
    if (cells_.empty()) return;
    typed_.clear();
    for (const KeptCell& cell : cells_)
        typed_.push_back({cell.column, cell.kind, std::string_view(texts_).substr(cell.begin, cell.bytes)});
    out_.row(row_, typed_);
    cells_.clear();
}

Error SheetPart::fault(const std::string& what) const {
    return invalid_argument("row " + std::to_string(row_) + ", cell " + std::to_string(next_column_) + ": " +
                            what);
}

}  // namespace insightflow::xlsx
