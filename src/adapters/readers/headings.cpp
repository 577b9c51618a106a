#include "adapters/readers/headings.hpp"

#include <algorithm>
#include <unordered_map>

#include "adapters/readers/limits.hpp"

namespace insightflow::readers {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Error heading_error(std::uint64_t line, std::size_t column, const std::string& message) {
    return invalid_argument("line " + std::to_string(line) + ", column " + std::to_string(column + 1) + ": " +
                            message);
}

Error too_many_columns(std::uint64_t line) {
    return heading_error(line, columns_max, "more than " + std::to_string(columns_max) + " columns");
}

Result<void> check_headings(std::uint64_t line, std::vector<std::string>& headings) {
    std::unordered_map<std::string, std::size_t> place_of;
    if (std::ranges::all_of(headings, is_blank)) return heading_error(line, 0, "the heading is empty");
    for (std::size_t i = 0; i < headings.size(); ++i) {
        std::string& heading = headings[i];
        if (is_blank(heading)) heading = "column " + std::to_string(i + 1);
        if (heading.size() > heading_bytes_max)
            return heading_error(line, i, "the heading is longer than 1,024 bytes");
        const auto [place, added] = place_of.emplace(heading, i + 1);
        if (!added)
            return heading_error(line, i,
                                 "the heading '" + heading + "' stands in column " +
                                     std::to_string(place->second) + " already");
    }
    return {};
}

}  // namespace insightflow::readers
