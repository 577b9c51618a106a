// A promotion of a column, in requests and replies.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/ingestion/file_head.hpp"
#include "domain/ingestion/promotions.hpp"
#include "http/core/field.hpp"

namespace insightflow {

constexpr auto enum_names(PromotedAs) {
    return std::array{std::pair{PromotedAs::dimension, name_of(PromotedAs::dimension)},
                      std::pair{PromotedAs::measure, name_of(PromotedAs::measure)},
                      std::pair{PromotedAs::amount, name_of(PromotedAs::amount)}};
}

}  // namespace insightflow

namespace insightflow::http {

struct PromotionFields {
    static constexpr std::string_view schema_name = "Promotion";
    std::string column{};
    PromotedAs as = PromotedAs::dimension;
    std::string name{};
    static constexpr auto fields() {
        using P = PromotionFields;
        return std::tuple{
            required("column", &P::column, "Heading of the column, in any spelling.",
                     {.min = 1, .max = static_cast<std::int64_t>(heading_bytes_max)}),
            required(
                "as", &P::as,
                "What it becomes: a dimension, which belongs to the key of its rows; a measure, which is "
                "a decimal; or an amount, which is a measure in the currency of its row."),
            required("name", &P::name, "Its name in the source: letters a to z, digits and underscores.",
                     {.min = 1, .max = static_cast<std::int64_t>(promoted_name_bytes_max)}),
        };
    }
};

inline std::vector<PromotionFields> fields_of(const std::vector<Promotion>& promotions) {
    std::vector<PromotionFields> fields;
    for (const Promotion& promotion : promotions)
        fields.push_back({promotion.column, promotion.as, promotion.name});
    return fields;
}

inline std::vector<Promotion> promotions_of(const std::vector<PromotionFields>& fields) {
    std::vector<Promotion> promotions;
    for (const PromotionFields& field : fields) promotions.push_back({field.column, field.name, field.as});
    return promotions;
}

}  // namespace insightflow::http
