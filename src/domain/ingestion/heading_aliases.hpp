// The headings that are known, as data: a spelling, normalised, and the field that it means.
#pragma once

#include <span>
#include <string_view>

#include "domain/ingestion/columns.hpp"

namespace insightflow {

struct HeadingAlias {
    std::string_view heading;
    Field field;
    int rank = 0;
    AmountUnit unit = AmountUnit::units;
};

std::span<const HeadingAlias> heading_aliases();
// Of these, those in other languages than English.
std::span<const HeadingAlias> foreign_headings();

}  // namespace insightflow
