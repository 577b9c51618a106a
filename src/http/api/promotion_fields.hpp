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

enum class PromotedAs : std::uint8_t { dimension };

constexpr auto enum_names(PromotedAs) {
    return std::array{std::pair{PromotedAs::dimension, std::string_view("dimension")}};
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
            required("as", &P::as, "What it becomes: a dimension, which belongs to the key of its rows."),
            required("name", &P::name, "What it is asked by: letters a to z, digits and underscores.",
                     {.min = 1, .max = static_cast<std::int64_t>(promoted_name_bytes_max)}),
        };
    }
};

inline std::vector<PromotionFields> fields_of(const std::vector<Promotion>& promotions) {
    std::vector<PromotionFields> fields;
    for (const Promotion& promotion : promotions)
        fields.push_back({promotion.column, PromotedAs::dimension, promotion.name});
    return fields;
}

inline std::vector<Promotion> promotions_of(const std::vector<PromotionFields>& fields) {
    std::vector<Promotion> promotions;
    for (const PromotionFields& field : fields) promotions.push_back({field.column, field.name});
    return promotions;
}

}  // namespace insightflow::http
