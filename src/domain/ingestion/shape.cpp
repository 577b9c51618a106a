#include "domain/ingestion/shape.hpp"

#include <array>
#include <string_view>

namespace insightflow {
namespace {

constexpr std::array<std::string_view, 3> grain_names{"day", "hour", "event"};
constexpr std::array<std::string_view, 4> level_names{"account", "campaign", "ad group", "ad"};

}  // namespace

std::string shape_text(const Shape& shape) {
    std::string text(grain_names[static_cast<std::size_t>(shape.grain)]);
    text += " rows at ";
    text += level_names[static_cast<std::size_t>(shape.level)];
    text += " level";
    if (shape.by_country) text += ", by country";
    if (shape.by_device) text += shape.by_country ? " and device" : ", by device";
    if (shape.versions == VersionKind::integer) text += ", with whole numbers as versions";
    if (shape.versions == VersionKind::timestamp) text += ", with timestamps as versions";
    return text;
}

}  // namespace insightflow
