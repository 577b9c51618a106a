// The shape of a source: which grain, level and breakdowns its rows have. Told by the columns that are
// mapped, not by values, so that campaign rows and ad rows, or day rows and hour rows, are never added
// together. What kind of version its rows carry belongs to it, for versions of one kind alone can be
// compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace insightflow {

enum class Grain : std::uint8_t { day, hour, event };
enum class Level : std::uint8_t { account, campaign, ad_group, ad };

enum class VersionKind : std::uint8_t { none, integer, timestamp };

struct Shape {
    Grain grain = Grain::day;
    Level level = Level::account;
    bool by_country = false;
    bool by_device = false;
    VersionKind versions = VersionKind::none;
    std::string dimensions{};  // names of those of the source's own, in their order, with commas
    friend bool operator==(const Shape&, const Shape&) = default;
};

// The names of the source's own dimensions.
std::vector<std::string> own_dimensions(const Shape& shape);

// "day rows at campaign level, by country, device and age, with whole numbers as versions".
std::string shape_text(const Shape& shape);

}  // namespace insightflow
