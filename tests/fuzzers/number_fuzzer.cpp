// Cells that hold numbers, beside a reading of plain ones that is as simple as can be.
#include <algorithm>
#include <array>
#include <string>

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/written_number.hpp"
#include "domain/text/spelling.hpp"
#include "fuzzers/drawn.hpp"

namespace {

using namespace insightflow;
using fuzzers::require;

constexpr std::size_t digits_max = 30;  // fit 128 bits

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return is_digit(c); });
    return digits;
}

std::string with_marks_swapped(std::string_view text) {
    std::string swapped(text);
    for (char& c : swapped) c = c == '.' ? ',' : c == ',' ? '.' : c;
    return swapped;
}

// [+-]digits[.digits][e[+-]digits] in millionths, half to even. known: whether the text is such a one.
struct SimpleReading {
    bool known = false;
    bool fits = true;
    Int128 micros = 0;
};

Int128 half_even(Int128 number, Int128 divisor) {
    const Int128 whole = number / divisor;
    const Int128 twice = 2 * (number % divisor);
    return whole + (twice > divisor || (twice == divisor && whole % 2 == 1) ? 1 : 0);
}

SimpleReading simple_reading(std::string_view text) {
    SimpleReading reading;
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.remove_prefix(1);
    const auto take = [&text] {
        std::size_t size = 0;
        while (size < text.size() && is_digit(text[size])) ++size;
        const std::string_view taken = text.substr(0, size);
        text.remove_prefix(size);
        return taken;
    };
    std::string digits(take());
    if (digits.empty()) return reading;
    int shift = 6;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const std::string_view decimals = take();
        if (decimals.empty() || decimals.size() > digits_max) return reading;
        shift -= static_cast<int>(decimals.size());
        digits += decimals;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        const bool is_small = text.starts_with('-');
        if (is_small || text.starts_with('+')) text.remove_prefix(1);
        const std::string_view exponent = take();
        if (exponent.empty() || exponent.size() > 2) return reading;
        const int value = std::stoi(std::string(exponent));
        shift += is_small ? -value : value;
    }
    if (!text.empty() || digits.size() > digits_max) return reading;
    reading.known = true;
    Int128 micros = 0;
    for (const char c : digits) micros = micros * 10 + (c - '0');
    for (; shift > 0 && micros <= micros_max; --shift) micros *= 10;
    Int128 divisor = 1;
    for (int i = 0; i < std::min(-shift, 37); ++i) divisor *= 10;
    if (shift < 0) micros = half_even(micros, divisor);
    reading.fits = micros <= micros_max;
    reading.micros = is_negative ? -micros : micros;
    return reading;
}

void check_plain_number(std::string_view text, DecimalMark mark) {
    const auto plain = plain_number(text, mark);
    const auto other = mark == DecimalMark::point ? DecimalMark::comma : DecimalMark::point;
    require(plain == plain_number(with_marks_swapped(text), other), "the two marks mean the same, swapped",
            text);
    if (!plain) return;
    require(digits_of(*plain) == digits_of(text), "no digit is lost or made", text);
    const std::string_view begin = trimmed(text);
    require(plain->starts_with('-') == (begin.starts_with('-') || begin.starts_with("\u2212")),
            "the sign stays", text);
    const std::size_t at = text.rfind(mark == DecimalMark::point ? '.' : ',');
    const std::size_t decimals = at == std::string_view::npos ? 0 : digits_of(text.substr(at)).size();
    const std::size_t dot = plain->find('.');
    require((dot == std::string::npos ? 0 : plain->size() - dot - 1) == decimals, "the decimals stay", text);
    if (!plain->ends_with('.'))
        require(parse_micros(*plain).fault != NumberFault::malformed, "a plain number is a number", text);
}

void check_hint(std::string_view text, bool count) {
    const MarkHint hint = mark_hint(text, count);
    const MarkHint swapped = mark_hint(with_marks_swapped(text), count);
    require((hint == MarkHint::point) == (swapped == MarkHint::comma), "hints are swapped with the marks",
            text);
    require((hint == MarkHint::either) == (swapped == MarkHint::either),
            "doubt is the same with swapped marks", text);
    if (hint == MarkHint::point)
        require(plain_number(text, DecimalMark::point).has_value(), "a hint is of a number", text);
}

void check_micros(std::string_view text, CellKind kind, std::optional<DecimalMark> mark) {
    const auto read = read_micros({text, kind}, mark);
    require(!(read.value && read.fault), "a value or a fault", text);
    if (read.value) {
        const std::int64_t micros = read.value->micros;
        require(micros >= -micros_max && micros <= micros_max, "an amount is within its bounds", text);
        const std::string shown = from_micros(micros).text();
        const auto again = parse_micros(shown);
        require(again.value && again.value->micros == micros && !again.value->rounded, "shown and read again",
                shown);
    }
    const bool is_marked = text.find('.') != std::string_view::npos;
    const bool is_simple = kind == CellKind::number || mark != DecimalMark::comma || !is_marked;
    const SimpleReading simple = simple_reading(text);
    if (!simple.known || !is_simple) return;
    if (simple.fits)
        require(read.value && read.value->micros == simple.micros, "the amount is that of a simple reading",
                text);
    else
        require(read.fault == &fault::out_of_range, "too large is told as such", text);
}

void check_count(std::string_view text, CellKind kind, std::optional<DecimalMark> mark) {
    const auto read = read_count({text, kind}, mark);
    require(!(read.value && read.fault), "a value or a fault", text);
    const SimpleReading simple = simple_reading(text);
    const bool is_marked = text.find('.') != std::string_view::npos;
    if (!simple.known || !simple.fits || (is_marked && mark != DecimalMark::point)) return;
    if (!read.value) return;
    require(Int128{*read.value} * micros_per_unit == simple.micros, "the count is that of a simple reading",
            text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzzers::Drawn drawn(data, size);
    constexpr std::array marks{std::optional<DecimalMark>{}, std::optional{DecimalMark::point},
                               std::optional{DecimalMark::comma}};
    const auto mark = marks[drawn.one_of(marks.size())];
    const std::string_view text = trimmed(drawn.rest());
    check_plain_number(text, DecimalMark::point);
    check_plain_number(text, DecimalMark::comma);
    check_hint(text, false);
    check_hint(text, true);
    // A reader hands on as a number only what is one.
    const bool is_number = simple_reading(text).known && !text.starts_with('+');
    for (const CellKind kind : {CellKind::text, is_number ? CellKind::number : CellKind::text}) {
        check_micros(text, kind, mark);
        check_count(text, kind, mark);
    }
    return 0;
}
