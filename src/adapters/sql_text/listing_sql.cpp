#include "adapters/sql_text/listing_sql.hpp"

#include <string_view>

#include "adapters/sql_text/rendering.hpp"

namespace insightflow::sql_text {
namespace {

class ListingRenderer {
public:
    explicit ListingRenderer(const ListingPlan& plan) : plan_(plan), rendering_(plan.facts) {}

    SqlQuery query() {
        std::string text = "SELECT e.*, CAST(" + place() + " AS VARCHAR)\nFROM (\n";
        text += "SELECT " + rendering_.answer_columns() + ",\n       min(g.first_day), max(g.last_day)\n";
        text += "FROM (\n" + grouped_rows() + ") g\n" + rendering_.dictionary_joins();
        text += "WHERE " + std::string(key_sql(plan_.facts.keys.back()).text) + " IS NOT NULL\n";
        text += "GROUP BY " + numbers() + "\n) e(" + column_names() + ")\n";
        text += page_conditions();
        text += "ORDER BY " + place() + (plan_.order.descending ? " DESC" : " ASC") + " NULLS LAST, " + key();
        text += "\nLIMIT " + rendering_.param(static_cast<std::int64_t>(plan_.rows_max)) + "\n";
        return std::move(rendering_).finished(std::move(text));
    }

private:
    std::string grouped_rows() {
        std::string asked = rendering_.day_conditions();
        if (!asked.empty()) asked = " FILTER (WHERE " + one_line(asked) + ")";
        std::string text = "    SELECT min(f.day) AS first_day, max(f.day) AS last_day,\n           ";
        text += rendering_.group_columns(asked) + "\n    FROM " + rendering_.rows() + " f\n";
        text += "    WHERE f.workspace = $1\n" + rendering_.filter_conditions();
        return text + "    GROUP BY " + rendering_.group_ids() + "\n";
    }

    // "      AND a\n      AND b\n" as "a AND b".
    static std::string one_line(std::string_view conditions) {
        constexpr std::string_view margin = "      AND ";
        std::string text;
        while (!conditions.empty()) {
            const std::size_t end = conditions.find('\n');
            text.append(text.empty() ? "" : " AND ");
            text.append(conditions.substr(margin.size(), end - margin.size()));
            conditions.remove_prefix(end + 1);
        }
        return text;
    }

    std::string numbers() const {
        std::string text = "1";
        for (std::size_t i = 2; i <= plan_.facts.keys.size(); ++i) text += ", " + std::to_string(i);
        return text;
    }

    std::string column_names() const {
        std::string text;
        for (std::size_t i = 1; i <= plan_.facts.keys.size(); ++i) text += "key_" + std::to_string(i) + ", ";
        for (std::size_t i = 1; i <= plan_.facts.names.size(); ++i)
            text += "name_" + std::to_string(i) + ", ";
        text += "row_count";
        for (const std::string_view part : part_names)
            text.append(", ").append(part).append(", ").append(part).append("_rows");
        return text + ", first_currency, last_currency, first_day, last_day";
    }

    std::string id() const { return "e.key_" + std::to_string(plan_.facts.keys.size()); }
    // A source is its name.
    std::string name() const {
        return plan_.facts.names.empty() ? id() : "e.name_" + std::to_string(plan_.facts.names.size());
    }

    // A list compares like its items in turn, null last.
    std::string key() const {
        std::string text;
        for (std::size_t i = 1; i <= plan_.facts.keys.size(); ++i)
            text += (i == 1 ? "[e.key_" : ", e.key_") + std::to_string(i);
        return text + "]";
    }

    static std::string of_one_currency(std::string_view column) {
        return "CASE WHEN e.first_currency = e.last_currency THEN e." + std::string(column) + " END";
    }

    std::string place() const {
        switch (plan_.order.column) {
            case EntityColumn::name: return "lower(" + name() + ")";
            case EntityColumn::id: return id();
            case EntityColumn::first_day: return "e.first_day";
            case EntityColumn::last_day: return "e.last_day";
            case EntityColumn::impressions: return "e.impressions";
            case EntityColumn::clicks: return "e.clicks";
            case EntityColumn::cost: return of_one_currency("cost");
            case EntityColumn::conversions: return "e.conversions";
            case EntityColumn::revenue: break;
        }
        return of_one_currency("revenue");
    }

    std::string_view place_type() const {
        switch (plan_.order.column) {
            case EntityColumn::name:
            case EntityColumn::id: return "VARCHAR";
            case EntityColumn::first_day:
            case EntityColumn::last_day: return "DATE";
            case EntityColumn::impressions:
            case EntityColumn::clicks: return "HUGEINT";
            default: return "DECIMAL(38,6)";
        }
    }

    std::string page_conditions() {
        std::string text;
        if (plan_.name_contains)
            text = "contains(lower(" + name() + "), lower(" + rendering_.param(*plan_.name_contains) + "))";
        if (plan_.after) text += (text.empty() ? "" : "\n  AND ") + after(*plan_.after);
        return text.empty() ? "" : "WHERE " + text + "\n";
    }

    std::string after(const EntityPlace& page_end) {
        const std::string same_value_later_key = key() + " > " + list(page_end.key);
        if (!page_end.value) return "(" + place() + " IS NULL AND " + same_value_later_key + ")";
        const std::string value =
            "CAST(" + rendering_.param(*page_end.value) + " AS " + std::string(place_type()) + ")";
        return "(" + place() + " IS NULL OR " + place() + (plan_.order.descending ? " < " : " > ") + value +
               " OR (" + place() + " = " + value + " AND " + same_value_later_key + "))";
    }

    std::string list(const std::vector<std::optional<std::string>>& texts) {
        std::string out;
        for (const auto& text : texts)
            out.append(out.empty() ? "[" : ", ").append(text ? rendering_.param(*text) : "NULL");
        return out + "]";
    }

    const ListingPlan& plan_;
    Rendering rendering_;
};

constexpr std::string_view traits_text =
    R"sql(SELECT so.name, sh.grain, sh.level, sh.by_country, sh.by_device, sh.versions, b.batch_id,
       b.applied_at
FROM source so
JOIN (
    SELECT source_id, max(seq) AS seq FROM source_shape WHERE seq <= $2 GROUP BY source_id
) held ON held.source_id = so.source_id
JOIN source_shape sh ON sh.source_id = held.source_id AND sh.seq = held.seq
JOIN (
    SELECT source_id, arg_max(batch_id, seq) AS batch_id, max(applied_at) AS applied_at
    FROM applied_batch WHERE workspace = $1 AND seq <= $2 AND (undone_seq IS NULL OR undone_seq > $2)
    GROUP BY source_id
) b ON b.source_id = so.source_id
WHERE so.workspace = $1
)sql";

}  // namespace

SqlQuery listing_query(const ListingPlan& plan) { return ListingRenderer(plan).query(); }

SqlQuery source_traits_query(WorkspaceId workspace, std::int64_t as_of) {
    return {std::string(traits_text), {std::int64_t{workspace.value}, as_of}};
}

}  // namespace insightflow::sql_text
