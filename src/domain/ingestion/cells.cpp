#include "domain/ingestion/cells.hpp"

#include <algorithm>

#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

bool is_empty(const Cell& cell) { return cell.kind == CellKind::absent || cell.kind == CellKind::null; }

constexpr std::string_view no_name = "--";

CellValue<std::string_view> checked_text(std::string_view text, std::size_t bytes_max) {
    text = trimmed(text);
    if (text.empty()) return {};
    if (text.size() > bytes_max) return {{}, &fault::too_long};
    if (holds_control(text)) return {{}, &fault::control_character};
    return {text, nullptr};
}

// The text of a cell that should hold a number.
CellValue<std::string_view> number_text(const Cell& cell) {
    if (cell.kind == CellKind::number) return {cell.text, nullptr};
    if (is_empty(cell)) return {};
    if (cell.kind != CellKind::text) return {{}, &fault::wrong_type};
    const std::string_view text = trimmed(cell.text);
    if (text.empty() || means_no_value(text)) return {};
    return {text, nullptr};
}

// Why a text is not a number, as exactly as can be told.
const Finding& number_fault(std::string_view text) {
    std::string_view body = text;
    if (body.front() == '-' || body.front() == '+') body.remove_prefix(1);
    const std::string start = lower_ascii(body.substr(0, 3));
    if (start == "nan" || start == "inf") return fault::not_finite;
    if (start.starts_with("0x")) return fault::hex_number;
    for (const std::string_view sign : {"$", "\u20AC", "\u00A3", "\u00A5"}) {
        if (text.find(sign) != std::string_view::npos) return fault::currency_sign;
    }
    if (text.back() == '%') return fault::percent_sign;
    const bool grouped = std::ranges::all_of(
        body, [](char c) { return is_digit(c) || c == ',' || c == '.' || c == ' ' || c == '\''; });
    if (grouped && std::ranges::any_of(body, is_digit)) return fault::misplaced_separator;
    return fault::not_a_number;
}

const Finding& number_fault(NumberFault kind, std::string_view text) {
    return kind == NumberFault::out_of_range ? fault::out_of_range : number_fault(text);
}

// The digits at the front of text, as a number; the caller has seen to it that they fit.
std::int64_t take_digits(std::string_view text, std::size_t& at) {
    std::int64_t value = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) value = value * 10 + (text[at] - '0');
    return value;
}

// Plain numbers without sign or exponent are nearly all of a file; these two read them without the general
// parser, and say nothing where they are not sure. 18 digits fit an int64; 12 digits with 6 decimals fit
// DECIMAL(18,6).
std::optional<std::int64_t> plain_count(std::string_view text) {
    if (text.size() > 18) return std::nullopt;
    std::size_t at = 0;
    const std::int64_t value = take_digits(text, at);
    if (at != text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> plain_micros(std::string_view text) {
    constexpr std::int64_t powers[] = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
    if (text.size() > 12) return std::nullopt;
    std::size_t at = 0;
    const std::int64_t whole = take_digits(text, at);
    if (at == 0) return std::nullopt;
    if (at == text.size()) return whole * micros_per_unit;
    const std::size_t decimals = text.size() - at - 1;
    if (text[at] != '.' || decimals == 0 || decimals > 6) return std::nullopt;
    ++at;
    const std::int64_t part = take_digits(text, at);
    if (at != text.size()) return std::nullopt;
    return whole * micros_per_unit + part * powers[decimals];
}

// The text of a number as parse_count() and parse_micros() take it. A JSON number is written so already.
CellValue<std::string> in_plain_notation(const Cell& cell, std::string_view text,
                                         std::optional<DecimalMark> mark, bool count) {
    if (text.size() > number_bytes_max) return {{}, &fault::number_too_long};
    const bool is_marked = text.find_first_of(".,") != std::string_view::npos;
    const auto is_plain = [&] { return parse_micros(text).fault != NumberFault::malformed; };
    if (cell.kind == CellKind::number || (!is_marked && is_plain())) return {std::string(text), nullptr};
    if (!mark) {
        const MarkHint hint = mark_hint(text, count);
        const bool is_decided = hint == MarkHint::point || (hint == MarkHint::either && !count);
        if (is_plain() && (hint == MarkHint::none || is_decided)) return {std::string(text), nullptr};
        if (hint != MarkHint::none) return {{}, &fault::undecided};
        mark = DecimalMark::point;
    }
    if (mark == DecimalMark::point && is_plain()) return {std::string(text), nullptr};
    if (auto plain = plain_number(text, *mark)) return {std::move(plain), nullptr};
    const bool is_other = mark_hint(text, count) != MarkHint::none;
    return {{}, is_other ? &fault::other_decimal_mark : &number_fault(text)};
}

// "13:00", "13:00:00", "13:00:00 - 13:59:59".
std::optional<int> hour_of_clock(const Cell& cell) {
    if (cell.kind != CellKind::text) return std::nullopt;
    const std::string_view text = trimmed(cell.text);
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon > 2) return std::nullopt;
    const auto hour = plain_count(text.substr(0, colon));
    if (!hour || *hour > 23) return std::nullopt;
    const std::string padded = (*hour < 10 ? "0" : "") + std::to_string(*hour);
    const std::string_view rest = text.substr(colon);
    const bool is_start = rest == ":00" || rest == ":00:00";
    const bool is_span = rest == ":00:00 - " + padded + ":59:59";
    if (!is_start && !is_span) return std::nullopt;
    return static_cast<int>(*hour);
}

bool looks_like_a_day(std::string_view text) {
    constexpr std::string_view form = "0000-00-00";
    return std::ranges::equal(text, form, [](char c, char f) { return f == '0' ? is_digit(c) : c == f; });
}

}  // namespace

bool means_no_value(std::string_view text) {
    constexpr std::string_view words[] = {"-", "--", "\u2013", "\u2014", "n/a", "#n/a", "null", "\\n"};
    constexpr std::size_t longest = 4;
    return text.size() <= longest && std::ranges::any_of(words, [text](std::string_view word) {
               return equal_ignoring_case(text, word);
           });
}

CellValue<std::string_view> read_text(const Cell& cell, std::size_t bytes_max) {
    if (is_empty(cell)) return {};
    if (cell.kind != CellKind::text) return {{}, &fault::wrong_type};
    if (means_no_value(trimmed(cell.text))) return {};
    return checked_text(cell.text, bytes_max);
}

CellValue<std::string_view> read_label(const Cell& cell, std::size_t bytes_max) {
    if (cell.kind == CellKind::number) return checked_text(cell.text, bytes_max);
    return read_text(cell, bytes_max);
}

CellValue<std::string_view> read_name(const Cell& cell, std::size_t bytes_max) {
    if (cell.kind != CellKind::text || trimmed(cell.text) == no_name) return read_label(cell, bytes_max);
    return checked_text(cell.text, bytes_max);
}

CellValue<std::int64_t> read_count(const Cell& cell, std::optional<DecimalMark> mark) {
    const auto text = number_text(cell);
    if (!text.value) return {{}, text.fault};
    if (const auto plain = plain_count(*text.value)) return {plain, nullptr};
    const auto plain = in_plain_notation(cell, *text.value, mark, true);
    if (plain.fault) return {{}, plain.fault};
    const auto parsed = parse_count(*plain.value);
    if (parsed.value) return {parsed.value, nullptr};
    // A fraction is a number, but no count.
    const bool fraction = *parsed.fault == NumberFault::malformed && !parse_micros(*plain.value).fault;
    return {{}, fraction ? &fault::not_whole : &number_fault(*parsed.fault, *plain.value)};
}

CellValue<ParsedMicros> read_micros(const Cell& cell, std::optional<DecimalMark> mark) {
    const auto text = number_text(cell);
    if (!text.value) return {{}, text.fault};
    if (mark != DecimalMark::comma || cell.kind == CellKind::number) {
        if (const auto plain = plain_micros(*text.value)) return {ParsedMicros{*plain, false}, nullptr};
    }
    const auto plain = in_plain_notation(cell, *text.value, mark, false);
    if (plain.fault) return {{}, plain.fault};
    const auto parsed = parse_micros(*plain.value);
    if (parsed.value) return {parsed.value, nullptr};
    return {{}, &number_fault(*parsed.fault, *plain.value)};
}

CellValue<Day> read_day(const Cell& cell, std::optional<DateOrder> order) {
    const auto text = read_text(cell, label_bytes_max);
    if (!text.value) return {{}, text.fault};
    auto day = parse_day(*text.value);
    if (!day) {
        const auto readings = day_readings(*text.value);
        if (!readings) return {{}, looks_like_a_day(*text.value) ? &fault::no_such_day : &fault::not_a_date};
        if (readings->needs_order && !order) return {{}, &fault::undecided};
        day = readings->by(order.value_or(DateOrder::day_first));
    }
    if (!day) return {{}, &fault::no_such_day};
    if (*day < fact_day_min || *day > fact_day_max) return {{}, &fault::day_out_of_range};
    return {day, nullptr};
}

CellValue<Day> read_month(const Cell& cell, std::optional<DateOrder> order) {
    const auto text = read_text(cell, label_bytes_max);
    if (!text.value) return {{}, text.fault};
    const auto day = month_start(*text.value);
    if (day && (*day < fact_day_min || *day > fact_day_max)) return {{}, &fault::day_out_of_range};
    if (day) return {day, nullptr};
    auto read = read_day(cell, order);
    if (!read.value) return read;
    const std::chrono::year_month_day date{*read.value};
    read.value = Day{date.year() / date.month() / 1};
    return read;
}

CellValue<int> read_hour(const Cell& cell) {
    if (const auto hour = hour_of_clock(cell)) return {hour, nullptr};
    const auto count = read_count(cell);
    if (count.fault) return {{}, count.fault == &fault::wrong_type ? count.fault : &fault::no_such_hour};
    if (!count.value) return {};
    if (*count.value < 0 || *count.value > 23) return {{}, &fault::no_such_hour};
    return {static_cast<int>(*count.value), nullptr};
}

}  // namespace insightflow
