// A request target taken apart: path segments and query parameters, decoded after splitting.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"
#include "http/core/read_request.hpp"
#include "json/fault_list.hpp"

namespace insightflow::http {

inline constexpr std::size_t query_parameters_max = 256;

struct TargetParts {
    std::string_view path;   // begins with '/', still encoded
    std::string_view query;  // after '?', still encoded
};

// Origin form ("/a?b") and absolute form ("http://host/a?b"); nullopt for any other.
std::optional<TargetParts> split_target(std::string_view target);

// nullopt where a percent sign is not followed by two hex digits, or the result is not UTF-8 or holds NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

// Everything but the unreserved characters of RFC 3986 encoded: for a segment, or a name or value of a query.
std::string percent_encoded(std::string_view text);

// "/a/b%2Fc" -> {"a", "b/c"}; "/" -> {""}. nullopt where a segment cannot be decoded.
std::optional<std::vector<std::string>> path_segments(std::string_view path);

// application/x-www-form-urlencoded. Pairs that cannot be decoded, and too many of them, are faults.
Parameters query_parameters(std::string_view query, FaultList& faults);

}  // namespace insightflow::http
