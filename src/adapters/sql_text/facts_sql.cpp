#include "adapters/sql_text/facts_sql.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "domain/metrics/part_sums.hpp"

namespace insightflow::sql_text {
namespace {

// How a key column is asked for: by which small int facts are grouped, which dictionaries turn it into its
// text, and how rows with given texts are found by that int ("%" stands for the list of values).
struct KeySql {
    std::string_view id;      // column of performance
    std::string_view text;    // expression over the joined dictionaries
    std::string_view filter;  // condition on performance
};

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
        case KeyColumn::currency: break;
    }
    return {"currency_id", "cu.name",
            "f.currency_id IN (SELECT currency_id FROM currency WHERE name IN (%))"};
}

struct NameSql {
    std::string_view id;
    std::string_view text;
};

NameSql name_sql(NameColumn column) {
    switch (column) {
        case NameColumn::account_name: return {"campaign_key", "ac.name"};
        case NameColumn::campaign_name: return {"campaign_key", "ca.name"};
        case NameColumn::ad_group_name: return {"line_id", "ag.name"};
        case NameColumn::ad_name: break;
    }
    return {"line_id", "ad.name"};
}

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

// Accounts are entries of a source each: only those whose platform and id come more than once are looked at.
constexpr std::string_view overlap_head = R"sql(
WITH shared AS (
    SELECT platform_id, account_id FROM account WHERE workspace = $1
    GROUP BY platform_id, account_id HAVING count(*) > 1),
shared_campaign AS (
    SELECT c.campaign_key, a.platform_id, a.account_id
    FROM account a
    JOIN shared s ON s.platform_id = a.platform_id AND s.account_id IS NOT DISTINCT FROM a.account_id
    JOIN campaign c ON c.account_key = a.account_key
    WHERE a.workspace = $1),
covered AS (
    SELECT DISTINCT f.day, f.source_id, s.platform_id, s.account_id
    FROM performance f JOIN shared_campaign s ON s.campaign_key = f.campaign_key
)sql";
constexpr std::string_view overlap_tail = R"sql(    ),
doubled AS (
    SELECT day, source_id, platform_id, account_id FROM covered
    QUALIFY count(*) OVER (PARTITION BY day, platform_id, account_id) > 1)
SELECT pl.name, d.account_id, so.name, min(d.day), max(d.day)
FROM doubled d
JOIN platform pl ON pl.platform_id = d.platform_id
JOIN source so ON so.source_id = d.source_id
GROUP BY 1, 2, 3
ORDER BY 1, 2 NULLS LAST, 3
)sql";

class Renderer {
public:
    explicit Renderer(const FactsPlan& plan) : plan_(plan) {}

    SqlQuery query() {
        param(std::int64_t{plan_.workspace.value});
        choose();
        query_.text = "SELECT ";
        outer_columns();
        query_.text += "\nFROM (\n";
        grouped_facts();
        query_.text += ") g\n";
        for (const Join& join : joins) {
            if (joined_.contains(join.alias)) query_.text += std::string(join.text) + "\n";
        }
        if (!plan_.keys.empty()) group_and_limit();
        return std::move(query_);
    }

    SqlQuery overlaps() {
        param(std::int64_t{plan_.workspace.value});
        query_.text = overlap_head;
        conditions();
        query_.text += overlap_tail;
        return std::move(query_);
    }

private:
    // Which ids facts are grouped by, and which dictionaries are joined to them. The currency is always among
    // them: a group must tell which currencies its money has.
    void choose() {
        use("currency_id", "cu.name");
        for (const KeyColumn key : plan_.keys) use(key_sql(key).id, key_sql(key).text);
        for (const NameColumn name : plan_.names) use(name_sql(name).id, name_sql(name).text);
    }

    void use(std::string_view id, std::string_view text) {
        if (std::find(ids_.begin(), ids_.end(), id) == ids_.end()) ids_.push_back(id);
        const std::string_view alias = text.substr(0, text.find('.'));
        for (const Join& join : joins) {
            if (join.alias != alias) continue;
            joined_.insert(join.alias);
            if (!join.needs.empty()) joined_.insert(join.needs);
        }
    }

    void outer_columns() {
        for (const KeyColumn key : plan_.keys) query_.text += std::string(key_sql(key).text) + ", ";
        for (const NameColumn name : plan_.names) {
            query_.text.append("max(").append(name_sql(name).text).append("), ");
        }
        query_.text += "CAST(coalesce(sum(g.row_count), 0) AS BIGINT)";
        for (const std::string_view part : part_names) {
            query_.text.append(",\n       sum(g.")
                .append(part)
                .append("), CAST(coalesce(sum(g.")
                .append(part);
            query_.text += "_rows), 0) AS BIGINT)";
        }
        query_.text += ",\n       min(cu.name) FILTER (WHERE g.money_rows > 0)";
        query_.text += ", max(cu.name) FILTER (WHERE g.money_rows > 0)";
    }

    // Facts are summed by small ints alone; texts are joined to the few rows that are left.
    void grouped_facts() {
        std::string selected;
        std::string grouped;
        for (const std::string_view id : ids_) {
            const std::string text = id_sql(id);
            selected.append(selected.empty() ? "" : ", ").append(text);
            if (!text.ends_with(id)) selected.append(" AS ").append(id);
            grouped.append(grouped.empty() ? "" : ", ").append(text);
        }
        query_.text += "    SELECT " + selected + ", count(*) AS row_count";
        for (std::size_t i = 0; i < part_count; ++i) {
            const std::string_view part = part_sql(static_cast<Part>(i));
            query_.text.append(",\n           sum(").append(part).append(") AS ").append(part_names[i]);
            query_.text.append(", count(").append(part).append(") AS ").append(part_names[i]).append("_rows");
        }
        query_.text += ",\n           count(coalesce(f.cost, f.revenue)) AS money_rows\n";
        query_.text += "    FROM performance f\n";
        conditions();
        query_.text += "    GROUP BY " + grouped + "\n";
    }

    // Days are put into their buckets here, so that few groups are left. Weeks of date_trunc are ISO weeks.
    std::string id_sql(std::string_view id) const {
        if (id != "day" || plan_.grain == TimeGrain::day) return std::string("f.").append(id);
        return "CAST(date_trunc('" + std::string(name_of(plan_.grain)) + "', f.day) AS DATE)";
    }

    void conditions() {
        query_.text += "    WHERE f.workspace = $1\n";
        if (plan_.days.from) query_.text += "      AND f.day >= " + param(*plan_.days.from) + "\n";
        if (plan_.days.to) query_.text += "      AND f.day <= " + param(*plan_.days.to) + "\n";
        for (const RowFilter& filter : plan_.filters) query_.text += "      AND " + condition(filter) + "\n";
    }

    std::string condition(const RowFilter& filter) {
        std::string values;
        for (const std::string& value : filter.values) {
            if (!values.empty()) values += ", ";
            values += filter.column == KeyColumn::day ? day_param(value) : param(value);
        }
        std::string text(key_sql(filter.column).filter);
        return text.replace(text.find('%'), 1, values);
    }

    // A value that is no day is the day of no row.
    std::string day_param(const std::string& value) {
        const std::optional<Day> day = parse_day(value);
        return day ? param(*day) : "NULL";
    }

    void group_and_limit() {
        query_.text += "GROUP BY ";
        for (std::size_t i = 1; i <= plan_.keys.size(); ++i) {
            query_.text.append(i == 1 ? "" : ", ").append(std::to_string(i));
        }
        query_.text += "\nLIMIT " + param(static_cast<std::int64_t>(plan_.groups_max) + 1) + "\n";
    }

    std::string param(SqlValue value) {
        query_.params.push_back(std::move(value));
        return std::string("$").append(std::to_string(query_.params.size()));
    }

    const FactsPlan& plan_;
    SqlQuery query_;
    std::vector<std::string_view> ids_;
    std::set<std::string_view> joined_;
};

}  // namespace

SqlQuery overlap_query(const FactsPlan& plan) { return Renderer(plan).overlaps(); }

SqlQuery facts_query(const FactsPlan& plan) { return Renderer(plan).query(); }

}  // namespace insightflow::sql_text
