#include "domain/ingestion/promotions.hpp"

#include <algorithm>

#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/file_head.hpp"
#include "domain/metrics/catalogue.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow {
namespace {

// Beside fields and metrics: what answers and questions call by these names.
constexpr std::string_view reserved[] = {
    "source",    "account",           "campaign",      "ad_group",   "ad",       "day",
    "year",      "quarter",           "rows",          "coverage",   "seq",      "key",
    "workspace", "estimated_revenue", "as_of",         "currency",   "grain",    "level",
    "version",   "revenue_estimated", "other_columns", "dimensions", "measures", "rate_day"};

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool is_ours(std::string_view name) {
    return std::ranges::find(reserved, name) != std::end(reserved) ||
           std::ranges::find(field_names, name) != field_names.end() || metric_named(name).has_value();
}

struct Limit {
    bool of_dimensions = false;
    std::size_t max = 0;
    std::string_view what{};
};
constexpr Limit limits[] = {{true, dimensions_of_a_source_max, "dimensions"},
                            {false, own_measures_max, "measures"}};

// The first of those that are too many.
std::optional<PromotionFault> fault_of_number(std::span<const Promotion> promotions, const Limit& limit) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < promotions.size(); ++i) {
        if (promotions[i].is_dimension() != limit.of_dimensions || ++count <= limit.max) continue;
        return PromotionFault{i, false,
                              "is one too many: a source may have " + std::to_string(limit.max) + " " +
                                  std::string(limit.what) + " of its own"};
    }
    return std::nullopt;
}

bool is_heading(const std::string& column) {
    return !normalise_heading(column).empty() && column.size() <= heading_bytes_max && is_utf8(column) &&
           !holds_control(column);
}

}  // namespace

bool is_promoted_name(std::string_view name) {
    return !name.empty() && name.size() <= promoted_name_bytes_max && name.front() >= 'a' &&
           name.front() <= 'z' && std::ranges::all_of(name, is_name_letter) && !is_ours(name);
}

std::vector<PromotionFault> faults_of(std::span<const Promotion> promotions) {
    std::vector<PromotionFault> faults;
    for (std::size_t i = 0; i < promotions.size(); ++i) {
        const Promotion& promotion = promotions[i];
        const auto before = promotions.first(i);
        const auto is_same_column = [&](const Promotion& other) {
            return normalise_heading(other.column) == normalise_heading(promotion.column);
        };
        if (!is_heading(promotion.column))
            faults.push_back({i, false, "must be the heading of a column, such as Age"});
        else if (std::ranges::any_of(before, is_same_column))
            faults.push_back({i, false, "names the column " + in_quotes(promotion.column) + " again"});
        if (!is_promoted_name(promotion.name))
            faults.push_back({i, true,
                              "must be 1 to " + std::to_string(promoted_name_bytes_max) +
                                  " letters a to z, digits and underscores, a letter first, and no name of a "
                                  "field or metric; got " +
                                  in_quotes(promotion.name)});
        else if (std::ranges::find(before, promotion.name, &Promotion::name) != before.end())
            faults.push_back({i, true, "gives the name " + promotion.name + " again"});
    }
    for (const Limit& limit : limits)
        if (auto fault = fault_of_number(promotions, limit)) faults.push_back(std::move(*fault));
    return faults;
}

std::vector<Promotion> merged(std::vector<Promotion> first, std::span<const Promotion> second) {
    const std::vector<Promotion> own = first;
    for (const Promotion& promotion : second) {
        const auto is_told = [&](const Promotion& other) {
            return other.name == promotion.name ||
                   normalise_heading(other.column) == normalise_heading(promotion.column);
        };
        if (std::ranges::none_of(own, is_told)) first.push_back(promotion);
    }
    return first;
}

std::optional<Promotion> promotion_of(std::string_view text, PromotedAs as) {
    const std::size_t sign = text.rfind('=');
    if (sign == std::string_view::npos) return std::nullopt;
    return Promotion{std::string(trimmed(text.substr(0, sign))), std::string(trimmed(text.substr(sign + 1))),
                     as};
}

std::string text_of(const Promotion& promotion) { return promotion.column + "=" + promotion.name; }

std::string lines_of(std::span<const Promotion> promotions) {
    std::string text;
    for (const Promotion& promotion : promotions) {
        if (!text.empty()) text.push_back('\n');
        text.append(name_of(promotion.as)).append(" ").append(promotion.name).append(" ");
        text.append(promotion.column);
    }
    return text;
}

std::optional<std::vector<Promotion>> promotions_in(std::string_view lines) {
    std::vector<Promotion> promotions;
    while (!lines.empty()) {
        std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        const auto as = std::ranges::find(promoted_as_names, line.substr(0, line.find(' ')));
        if (as == promoted_as_names.end()) return std::nullopt;
        line.remove_prefix(std::min(as->size() + 1, line.size()));
        const std::size_t gap = line.find(' ');
        if (gap == 0 || gap == std::string_view::npos || gap + 1 == line.size()) return std::nullopt;
        promotions.push_back({std::string(line.substr(gap + 1)), std::string(line.substr(0, gap)),
                              static_cast<PromotedAs>(as - promoted_as_names.begin())});
    }
    return promotions;
}

}  // namespace insightflow
