#include "domain/text/pointer.hpp"

namespace insightflow {
namespace {

constexpr std::size_t token_bytes_max = 64;

// Characters that RFC 3986 allows in a fragment as they are.
bool is_fragment_char(char c) {
    constexpr std::string_view marks = "-._~!$&'()*+,;=:@?";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
}

}  // namespace

std::string pointer_to(std::string_view parent, std::string_view token) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out(parent);
    out += '/';
    for (const char c : token.substr(0, token_bytes_max)) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else if (is_fragment_char(c)) {
            out += c;
        } else {
            out += '%';
            out += hex[static_cast<unsigned char>(c) >> 4];
            out += hex[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

}  // namespace insightflow
