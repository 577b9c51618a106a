// What a heading probably means that nobody has listed: it has the same words as one that is known, in
// another order or with words that say nothing ("Total ad spend", "Number of clicks"), or one letter is
// wrong ("Impresions"). What is found so is told to the sender.
#pragma once

#include <optional>
#include <string_view>

#include "domain/ingestion/heading_aliases.hpp"

namespace insightflow {

// nullptr where it is like none, or like those of several fields. currency: a code that stands among the
// words of an amount; empty where none does.
struct LikeHeading {
    const HeadingAlias* alias = nullptr;
    std::string_view currency{};  // a part of the heading, as it is written there
};

LikeHeading like_heading(std::string_view heading);

}  // namespace insightflow
