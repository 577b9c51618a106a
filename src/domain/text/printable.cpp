#include "domain/text/printable.hpp"

#include <algorithm>

#include "domain/text/utf8.hpp"

namespace insightflow {
namespace {

// Bytes of the control character at the place; 0 where there is none. C1 is C2 80 to C2 9F in UTF-8.
std::size_t control_size(std::string_view text, std::size_t at) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(at) < 0x20 || byte(at) == 0x7F) return 1;
    if (byte(at) != 0xC2 || at + 1 == text.size()) return 0;
    return byte(at + 1) >= 0x80 && byte(at + 1) <= 0x9F ? 2 : 0;
}

}  // namespace

bool holds_control(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (control_size(text, at) != 0) return true;
    return false;
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t control = control_size(text, at);
        out.push_back(control == 0 ? text[at] : '?');
        at += std::max<std::size_t>(control, 1);
    }
    return out;
}

std::string in_quotes(std::string_view text, std::size_t bytes_max) {
    std::size_t size = std::min(text.size(), bytes_max);
    while (size < text.size() && size > 0 && continues_a_character(text[size])) --size;
    return "'" + printable(text.substr(0, size)) + (size < text.size() ? "'..." : "'");
}

}  // namespace insightflow
