// Promotions: a column that is none of our fields becomes a dimension of its source, or a measure. What a row
// says in a dimension belongs to the row's key, so that rows that differ in it alone are two facts; a measure
// is restated and added up as ours are. A promotion is data, set for a source or said by a profile, and a
// batch freezes those that it is read by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/findings.hpp"
#include "domain/metrics/measure.hpp"

namespace insightflow {

inline constexpr std::size_t dimensions_of_a_source_max = 4;
inline constexpr std::size_t promotions_of_a_source_max = dimensions_of_a_source_max + own_measures_max;
inline constexpr std::size_t promoted_name_bytes_max = 40;
// Of a row's value in UTF-8, trimmed.
inline constexpr std::size_t attribute_bytes_max = name_bytes_max;

enum class PromotedAs : std::uint8_t {
    dimension,
    measure,  // a decimal
    amount,   // a measure that is money, in the currency of its row
};
inline constexpr std::array<std::string_view, 3> promoted_as_names{"dimension", "measure", "amount"};
constexpr std::string_view name_of(PromotedAs as) { return promoted_as_names[static_cast<std::size_t>(as)]; }

// column: its heading, in any spelling. name: what it is asked by.
struct Promotion {
    std::string column{};
    std::string name{};
    PromotedAs as = PromotedAs::dimension;
    bool is_dimension() const { return as == PromotedAs::dimension; }
    friend bool operator==(const Promotion&, const Promotion&) = default;
};

// a to z, digits and underscores, a letter first, at most promoted_name_bytes_max; and no name of a field, a
// dimension or a metric of ours.
bool is_promoted_name(std::string_view name);

// What is wrong with one of several promotions, by its place among them.
struct PromotionFault {
    std::size_t place = 0;
    bool of_name = false;  // else of its column
    std::string detail{};
    std::string_view place_in_it() const { return of_name ? "name" : "column"; }
    friend bool operator==(const PromotionFault&, const PromotionFault&) = default;
};
// Headings and names must be told apart within the list, and headings fit one line.
std::vector<PromotionFault> faults_of(std::span<const Promotion> promotions);

// Those of the first list, and those of the second that name neither a column nor a name of them.
std::vector<Promotion> merged(std::vector<Promotion> first, std::span<const Promotion> second);

// HEADING=NAME; the last '=' counts. nullopt where it has none.
std::optional<Promotion> promotion_of(std::string_view text, PromotedAs as);
std::string text_of(const Promotion& promotion);

// As one text, a line each, and back; nullopt where the text is none that lines_of() wrote.
std::string lines_of(std::span<const Promotion> promotions);
std::optional<std::vector<Promotion>> promotions_in(std::string_view lines);

}  // namespace insightflow
