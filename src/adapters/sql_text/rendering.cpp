#include "adapters/sql_text/rendering.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace insightflow::sql_text {
namespace {

// Dictionaries in the order in which they can be joined; the alias is how the texts above speak of them.
struct Join {
    std::string_view alias;
    std::string_view needs;  // the alias that must be joined before; empty for none
    std::string_view text;
};

constexpr std::array<Join, 10> joins{{
    {"so", "", "LEFT JOIN source so ON so.source_id = g.source_id"},
    {"pl", "", "LEFT JOIN platform pl ON pl.platform_id = g.platform_id"},
    {"ca", "", "LEFT JOIN campaign ca ON ca.campaign_key = g.campaign_key"},
    {"ac", "ca", "LEFT JOIN account ac ON ac.account_key = ca.account_key"},
    {"li", "", "LEFT JOIN line li ON li.line_id = g.line_id"},
    {"ag", "li", "LEFT JOIN ad_group ag ON ag.ad_group_key = li.ad_group_key"},
    {"ad", "li", "LEFT JOIN ad ON ad.ad_key = li.ad_key"},
    {"co", "", "LEFT JOIN country co ON co.country_id = g.country_id"},
    {"de", "", "LEFT JOIN device de ON de.device_id = g.device_id"},
    {"cu", "", "JOIN currency cu ON cu.currency_id = g.currency_id"},
}};

// A part as an expression over one row of performance; null where the row does not carry it.
std::string_view part_sql(Part part) {
    switch (part) {
        case Part::impressions: return "f.impressions";
        case Part::clicks: return "f.clicks";
        case Part::cost: return "f.cost";
        case Part::revenue: return "f.revenue";
        case Part::conversions: return "f.conversions";
        case Part::new_customers: return "f.new_customers";
        case Part::estimated_revenue: return "CASE WHEN f.revenue_estimated THEN f.revenue END";
        case Part::acquired: break;
    }
    return "coalesce(f.new_customers, f.conversions)";
}

}  // namespace

KeySql key_sql(KeyColumn column) {
    switch (column) {
        case KeyColumn::day: return {"day", "g.day", "f.day IN (%)"};
        case KeyColumn::source:
            return {"source_id", "so.name",
                    "f.source_id IN (SELECT source_id FROM source WHERE workspace = $1 AND name IN (%))"};
        case KeyColumn::platform:
            return {"platform_id", "pl.name",
                    "f.platform_id IN (SELECT platform_id FROM platform WHERE name IN (%))"};
        case KeyColumn::account_id:
            return {"campaign_key", "ac.account_id",
                    "f.campaign_key IN (SELECT c.campaign_key FROM campaign c"
                    " JOIN account a ON a.account_key = c.account_key"
                    " WHERE c.workspace = $1 AND a.account_id IN (%))"};
        case KeyColumn::campaign_id:
            return {"campaign_key", "ca.campaign_id",
                    "f.campaign_key IN (SELECT campaign_key FROM campaign"
                    " WHERE workspace = $1 AND campaign_id IN (%))"};
        case KeyColumn::ad_group_id:
            return {"line_id", "ag.ad_group_id",
                    "f.line_id IN (SELECT l.line_id FROM line l"
                    " JOIN ad_group a ON a.ad_group_key = l.ad_group_key"
                    " WHERE l.workspace = $1 AND a.ad_group_id IN (%))"};
        case KeyColumn::ad_id:
            return {"line_id", "ad.ad_id",
                    "f.line_id IN (SELECT l.line_id FROM line l JOIN ad a ON a.ad_key = l.ad_key"
                    " WHERE l.workspace = $1 AND a.ad_id IN (%))"};
        case KeyColumn::country:
            return {"country_id", "co.name",
                    "f.country_id IN (SELECT country_id FROM country WHERE name IN (%))"};
        case KeyColumn::device:
            return {"device_id", "de.name",
                    "f.device_id IN (SELECT device_id FROM device WHERE name IN (%))"};
        case KeyColumn::rate_day: return {"rate_day", "g.rate_day", "f.day IN (%)"};
        case KeyColumn::currency: break;
    }
    return {"currency_id", "cu.name",
            "f.currency_id IN (SELECT currency_id FROM currency WHERE name IN (%))"};
}

NameSql name_sql(NameColumn column) {
    switch (column) {
        case NameColumn::account_name: return {"campaign_key", "ac.name"};
        case NameColumn::campaign_name: return {"campaign_key", "ca.name"};
        case NameColumn::ad_group_name: return {"line_id", "ag.name"};
        case NameColumn::ad_name: break;
    }
    return {"line_id", "ad.name"};
}

// The currency is always among the ids: a group must tell which currencies its money has.
Rendering::Rendering(const FactsPlan& plan) : plan_(plan) {
    param(std::int64_t{plan.workspace.value});
    use("currency_id", "cu.name");
    for (const KeyColumn key : plan.keys) use(key_sql(key).id, key_sql(key).text);
    for (const NameColumn name : plan.names) use(name_sql(name).id, name_sql(name).text);
}

std::string Rendering::param(SqlValue value) {
    params_.push_back(std::move(value));
    return std::string("$").append(std::to_string(params_.size()));
}

SqlQuery Rendering::finished(std::string text) && { return {std::move(text), std::move(params_)}; }

void Rendering::use(std::string_view id, std::string_view text) {
    if (std::find(ids_.begin(), ids_.end(), id) == ids_.end()) ids_.push_back(id);
    const std::string_view alias = text.substr(0, text.find('.'));
    for (const Join& join : joins) {
        if (join.alias != alias) continue;
        joined_.insert(join.alias);
        if (!join.needs.empty()) joined_.insert(join.needs);
    }
}

std::string Rendering::answer_columns() const {
    std::string text;
    for (const KeyColumn key : plan_.keys) text += std::string(key_sql(key).text) + ", ";
    for (const NameColumn name : plan_.names) text.append("max(").append(name_sql(name).text).append("), ");
    text += "CAST(coalesce(sum(g.row_count), 0) AS BIGINT)";
    for (const std::string_view part : part_names) {
        text.append(",\n       sum(g.").append(part).append("), CAST(coalesce(sum(g.").append(part);
        text += "_rows), 0) AS BIGINT)";
    }
    text += ",\n       min(cu.name) FILTER (WHERE g.money_rows > 0)";
    text += ", max(cu.name) FILTER (WHERE g.money_rows > 0)";
    return text;
}

std::string Rendering::dictionary_joins() const {
    std::string text;
    for (const Join& join : joins) {
        if (joined_.contains(join.alias)) text += std::string(join.text) + "\n";
    }
    return text;
}

std::string Rendering::group_columns(std::string_view aggregate_filter) const {
    std::string text;
    for (const std::string_view id : ids_) {
        const std::string column = id_sql(id);
        text += column;
        if (!column.ends_with(id)) text.append(" AS ").append(id);
        text += ", ";
    }
    text.append("count(*)").append(aggregate_filter).append(" AS row_count");
    for (std::size_t i = 0; i < part_count; ++i) {
        const std::string_view part = part_sql(static_cast<Part>(i));
        text.append(",\n           sum(").append(part).append(")").append(aggregate_filter);
        text.append(" AS ").append(part_names[i]).append(", count(").append(part).append(")");
        text.append(aggregate_filter).append(" AS ").append(part_names[i]).append("_rows");
    }
    return text.append(",\n           count(coalesce(f.cost, f.revenue))")
        .append(aggregate_filter)
        .append(" AS money_rows");
}

std::string Rendering::group_ids() const {
    std::string text;
    for (const std::string_view id : ids_) text.append(text.empty() ? "" : ", ").append(id_sql(id));
    return text;
}

// Days are put into their buckets here, so that few groups are left. Weeks of date_trunc are ISO weeks.
std::string Rendering::id_sql(std::string_view id) const {
    if (id == "rate_day") return "CASE WHEN rc.currency_id IS NULL THEN f.day END";
    if (id != "day" || plan_.grain == TimeGrain::day) return std::string("f.").append(id);
    return "CAST(date_trunc('" + std::string(name_of(plan_.grain)) + "', f.day) AS DATE)";
}

// A row of performance is shown since its commit, one of performance_history until its second one.
std::string Rendering::rows() {
    if (!plan_.as_of) return "performance";
    const std::string commit = param(*plan_.as_of);
    return "(\n        SELECT * FROM performance WHERE workspace = $1 AND seq <= " + commit +
           "\n        UNION ALL\n        SELECT * EXCLUDE (seq_to) FROM performance_history"
           "\n        WHERE workspace = $1 AND seq <= " +
           commit + " AND seq_to > " + commit + ")";
}

// A currency has one entry, so no row is doubled.
std::string Rendering::rate_join() {
    if (!plan_.converts_into) return {};
    return "    LEFT JOIN currency rc ON rc.currency_id = f.currency_id AND rc.name = " +
           param(*plan_.converts_into) + "\n";
}

std::string Rendering::filter_conditions() {
    std::string text;
    for (const RowFilter& filter : plan_.filters) text += "      AND " + condition(filter) + "\n";
    return text;
}

std::string Rendering::day_conditions() {
    std::string text;
    if (plan_.days.from) text += "      AND f.day >= " + param(*plan_.days.from) + "\n";
    if (plan_.days.to) text += "      AND f.day <= " + param(*plan_.days.to) + "\n";
    return text;
}

std::string Rendering::condition(const RowFilter& filter) {
    std::string values;
    for (const std::string& value : filter.values) {
        if (!values.empty()) values += ", ";
        values += filter.column == KeyColumn::day ? day_param(value) : param(value);
    }
    std::string text(key_sql(filter.column).filter);
    return text.replace(text.find('%'), 1, values);
}

// A value that is no day is the day of no row.
std::string Rendering::day_param(const std::string& value) {
    const std::optional<Day> day = parse_day(value);
    return day ? param(*day) : "NULL";
}

}  // namespace insightflow::sql_text
