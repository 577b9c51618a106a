#include "domain/ingestion/shape.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace insightflow {
namespace {

constexpr std::array<std::string_view, 3> grain_names{"day", "hour", "event"};
constexpr std::array<std::string_view, 4> level_names{"account", "campaign", "ad group", "ad"};

// ", by country, device and age".
std::string breakdowns(const Shape& shape) {
    std::vector<std::string> names = own_dimensions(shape);
    if (shape.by_device) names.insert(names.begin(), "device");
    if (shape.by_country) names.insert(names.begin(), "country");
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool is_last = i + 1 == names.size();
        text.append(i == 0 ? ", by " : is_last ? " and " : ", ").append(names[i]);
    }
    return text;
}

}  // namespace

std::vector<std::string> own_dimensions(const Shape& shape) {
    std::vector<std::string> names;
    for (std::string_view rest = shape.dimensions; !rest.empty();) {
        names.emplace_back(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(names.back().size() + 1, rest.size()));
    }
    return names;
}

std::string shape_text(const Shape& shape) {
    std::string text(grain_names[static_cast<std::size_t>(shape.grain)]);
    text += " rows at ";
    text += level_names[static_cast<std::size_t>(shape.level)];
    text += " level";
    text += breakdowns(shape);
    if (shape.versions == VersionKind::integer) text += ", with whole numbers as versions";
    if (shape.versions == VersionKind::timestamp) text += ", with timestamps as versions";
    return text;
}

}  // namespace insightflow
