#include "domain/query/dimension.hpp"

namespace insightflow {

std::optional<Dimension> dimension_named(std::string_view name) {
    for (const Dimension dimension : all_dimensions)
        if (name_of(dimension) == name) return dimension;
    return std::nullopt;
}

}  // namespace insightflow
