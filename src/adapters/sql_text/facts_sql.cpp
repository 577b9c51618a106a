#include "adapters/sql_text/facts_sql.hpp"

#include <string_view>

#include "adapters/sql_text/rendering.hpp"

namespace insightflow::sql_text {
namespace {

// Accounts are entries of a source each: only those whose platform and id come more than once are looked at.
// ^ stands for the rows.
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
    FROM ^ f JOIN shared_campaign s ON s.campaign_key = f.campaign_key
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

std::string conditions(Rendering& rendering) {
    std::string text = "    WHERE f.workspace = $1\n";
    text += rendering.day_conditions();
    text += rendering.filter_conditions();
    return text;
}

}  // namespace

SqlQuery overlap_query(const FactsPlan& plan) {
    Rendering rendering(plan);
    std::string text(overlap_head);
    text.replace(text.find('^'), 1, rendering.rows());
    text += conditions(rendering);
    text += overlap_tail;
    return std::move(rendering).finished(std::move(text));
}

SqlQuery facts_query(const FactsPlan& plan) {
    Rendering rendering(plan);
    std::string text = "SELECT " + rendering.answer_columns() + "\nFROM (\n";
    text += "    SELECT " + rendering.group_columns("") + "\n    FROM " + rendering.rows() + " f\n";
    text += rendering.rate_join();
    text += conditions(rendering);
    text += "    GROUP BY " + rendering.group_ids() + "\n) g\n" + rendering.dictionary_joins();
    if (!plan.keys.empty()) {
        text += "GROUP BY ";
        for (std::size_t i = 1; i <= plan.keys.size(); ++i)
            text.append(i == 1 ? "" : ", ").append(std::to_string(i));
        text += "\nLIMIT " + rendering.param(static_cast<std::int64_t>(plan.groups_max) + 1) + "\n";
    }
    return std::move(rendering).finished(std::move(text));
}

}  // namespace insightflow::sql_text
