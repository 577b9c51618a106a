#include "domain/text/json_string.hpp"

#include "domain/text/utf8.hpp"

namespace insightflow {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr std::string_view hex = "0123456789abcdef";
    out += "\\u00";
    out += hex[static_cast<unsigned char>(c) >> 4];
    out += hex[static_cast<unsigned char>(c) & 15];
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain_from = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        if (is_plain(text[at])) {
            ++at;
            continue;
        }
        const std::size_t size = utf8_character_size(text.substr(at));
        if (size > 1) {
            at += size;
            continue;
        }
        out += text.substr(plain_from, at - plain_from);
        if (size == 0) {
            out += replacement;
        } else {
            append_escaped(out, text[at]);
        }
        plain_from = ++at;
    }
    out += text.substr(plain_from);
    out += '"';
}

}  // namespace insightflow
