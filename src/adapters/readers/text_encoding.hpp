// The encoding of a text, told by its mark or, where it has none, by its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace insightflow::readers {

enum class Encoding : std::uint8_t { utf8, utf16_le, utf16_be, windows_1252 };

// mark: the bytes in front that are none of the text, also where it stands twice.
struct EncodedText {
    Encoding encoding = Encoding::utf8;
    std::size_t mark = 0;
};

// Without a mark: UTF-16 where every other byte of the beginning is zero, as in any Western text.
// Windows-1252 (Latin-1 with more letters) where more characters beyond ASCII are letters or signs of it than
// are well-formed UTF-8, for two of its letters may look like one of UTF-8; else UTF-8, with faults perhaps.
// passed: is told, now and then, up to where the text was looked through, and says whether to go on; the
// answer means nothing where it was not.
EncodedText encoding_of(std::string_view bytes, const std::function<bool(std::size_t)>& passed);

}  // namespace insightflow::readers
