#include "http/core/endpoint.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow::http {

std::optional<std::string_view> RequestHead::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) return value;
    return std::nullopt;
}

std::size_t RequestHead::count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), [&](const Header& header) {
        return equal_ignoring_case(header.first, name);
    }));
}

std::string media_type_of(std::string_view content_type) {
    return lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
}

}  // namespace insightflow::http
