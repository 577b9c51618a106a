// Numbers as people and their programs write them: which of point and comma is the decimal mark differs from
// file to file, and one cell alone often does not tell ("1,234").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow {

enum class DecimalMark : std::uint8_t { point, comma };

// The number in plain notation ("-1234.5"), read with this decimal mark. Thousands may be grouped, in threes
// or as in India (12,34,567), by the other mark, a space of any kind or an apostrophe. nullopt where the text
// is no number in this notation; an exponent is none.
std::optional<std::string> plain_number(std::string_view text, DecimalMark mark);

// What one cell says about the decimal mark of its file.
enum class MarkHint : std::uint8_t {
    none,    // it reads the same either way, or is no number at all
    point,   // it can only be read with a decimal point
    comma,   // it can only be read with a decimal comma
    either,  // it reads differently, and makes sense both ways
};

// count: the cell stands where only whole numbers do, so that a reading with a fraction makes no sense.
MarkHint mark_hint(std::string_view text, bool count);

}  // namespace insightflow
