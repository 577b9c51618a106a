#include "http/core/grammar.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow::http {
namespace {

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// RFC 3986, 3.2.2: between brackets an IPv6 address or what may come after it.
bool is_bracketed(std::string_view text) {
    const auto allowed = [](char c) { return is_hex(c) || c == ':' || c == '.' || c == 'v'; };
    return text.size() > 2 && std::all_of(text.begin(), text.end(), allowed);
}

bool is_registered_name(std::string_view text) {
    constexpr std::string_view marks = "-._~!$&'()*+;=";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
            i += 2;
        } else if (!is_alnum(text[i]) && marks.find(text[i]) == std::string_view::npos) {
            return false;
        }
    }
    return !text.empty();
}

}  // namespace

bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto allowed = [&](char c) { return is_alnum(c) || marks.find(c) != std::string_view::npos; };
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

std::string_view without_blanks(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view next_element(std::string_view& list) {
    const auto comma = std::min(list.find(','), list.size());
    const auto element = without_blanks(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    return element;
}

bool is_authority(std::string_view text) {
    constexpr std::size_t port_digits_max = 5;
    const bool has_brackets = text.starts_with('[');
    const auto host_end = has_brackets ? text.find(']') : std::min(text.find(':'), text.size());
    if (host_end == std::string_view::npos) return false;
    const auto host = has_brackets ? text.substr(1, host_end - 1) : text.substr(0, host_end);
    if (!(has_brackets ? is_bracketed(host) : is_registered_name(host))) return false;
    auto port = text.substr(has_brackets ? host_end + 1 : host_end);
    if (port.empty()) return true;
    if (port.front() != ':') return false;
    port.remove_prefix(1);
    return port.size() <= port_digits_max && std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace insightflow::http
