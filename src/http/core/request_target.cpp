#include "http/core/request_target.hpp"

#include "domain/text/printable.hpp"
#include "domain/text/utf8.hpp"
#include "http/core/grammar.hpp"

namespace insightflow::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool begins_with_scheme(std::string_view target) {
    const auto matches = [&](std::string_view scheme) {
        if (target.size() < scheme.size()) return false;
        for (std::size_t i = 0; i < scheme.size(); ++i)
            if ((target[i] | 0x20) != scheme[i] && target[i] != scheme[i]) return false;
        return true;
    };
    return matches("http://") || matches("https://");
}

}  // namespace

std::optional<TargetParts> split_target(std::string_view target) {
    if (begins_with_scheme(target)) {
        target.remove_prefix(target.find("://") + 3);
        const auto path_at = target.find_first_of("/?");
        if (!is_authority(target.substr(0, path_at))) return std::nullopt;
        if (path_at == std::string_view::npos) return TargetParts{"/", {}};
        if (target[path_at] == '?') return TargetParts{"/", target.substr(path_at + 1)};
        target.remove_prefix(path_at);
    }
    if (target.empty() || target.front() != '/') return std::nullopt;
    const auto query_at = target.find('?');
    if (query_at == std::string_view::npos) return TargetParts{target, {}};
    return TargetParts{target.substr(0, query_at), target.substr(query_at + 1)};
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else {
            out += text[i];
        }
    }
    if (out.find('\0') != std::string::npos || !is_utf8(out)) return std::nullopt;
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return out;
}

std::optional<std::vector<std::string>> path_segments(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const auto end = std::min(path.find('/'), path.size());
        auto segment = percent_decode(path.substr(0, end), false);
        if (!segment) return std::nullopt;
        segments.push_back(std::move(*segment));
        path.remove_prefix(end);
    }
    return segments;
}

Parameters query_parameters(std::string_view query, FaultList& faults) {
    Parameters out;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        if (out.size() == query_parameters_max) {
            faults.add("#/query", "holds more than " + std::to_string(query_parameters_max) + " parameters");
            return out;
        }
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) {
            faults.add(pointer_to("#/query", name ? *name : "?"),
                       "is not valid percent-encoded UTF-8: " + in_quotes(pair));
            continue;
        }
        out.push_back({std::move(*name), std::move(*value)});
    }
    return out;
}

}  // namespace insightflow::http
