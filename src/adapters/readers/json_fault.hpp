// What the JSON parser does not tell by itself: the very byte at which a text is broken, and what to do of
// numbers whose exponents it cannot hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace insightflow::readers {

// text: from the beginning of a value, and further than the fault. found: the place that the parser told.
// place: of the first byte with which no JSON text can go on.
struct JsonFault {
    std::size_t place = 0;
    bool is_bad_utf8 = false;
    bool is_half_pair = false;  // half of a surrogate pair, as an escape
};
JsonFault json_fault(std::string_view text, std::size_t found);

// The array or object at the front of the text, byte for byte, but for exponents that are too large for a
// parser's counting: they become ones of as many digits that it can hold, and are as far beyond any number
// that counts. All of the text where the value does not end in it.
std::string with_countable_exponents(std::string_view text);

}  // namespace insightflow::readers
