#include "adapters/sql_text/changes_sql.hpp"

#include "adapters/sql_text/rendering.hpp"

namespace insightflow::sql_text {
namespace {

// @ stands for since, ^ for until, % for the conditions on f. A version of a row moves a cell by the commit
// that brought it and by the one that ended it.
constexpr std::string_view cells = R"sql(
WITH moved AS (
    SELECT f.day, f.source_id, f.campaign_key, f.currency_id, f.seq
    FROM performance f
    WHERE f.workspace = $1 AND f.seq > @ AND f.seq <= ^
%    UNION ALL
    SELECT f.day, f.source_id, f.campaign_key, f.currency_id, f.seq
    FROM performance_history f
    WHERE f.workspace = $1 AND f.seq > @ AND f.seq <= ^
%    UNION ALL
    SELECT f.day, f.source_id, f.campaign_key, f.currency_id, f.seq_to
    FROM performance_history f
    WHERE f.workspace = $1 AND f.seq_to > @ AND f.seq_to <= ^
%),
cell AS (
    SELECT day, source_id, campaign_key, currency_id,
           string_agg(DISTINCT CAST(seq AS VARCHAR), ',') AS commits
    FROM moved GROUP BY ALL),
shown AS (
    SELECT f.*, c.commits,
           f.seq <= @ AND (f.seq_to IS NULL OR f.seq_to > @) AS was,
           f.seq <= ^ AND (f.seq_to IS NULL OR f.seq_to > ^) AS is_now
    FROM (
        SELECT *, CAST(NULL AS BIGINT) AS seq_to FROM performance WHERE workspace = $1
        UNION ALL SELECT * FROM performance_history WHERE workspace = $1) f
    JOIN cell c ON c.day = f.day AND c.source_id = f.source_id AND c.campaign_key = f.campaign_key
        AND c.currency_id = f.currency_id
    WHERE f.workspace = $1
%),
summed AS (
    SELECT f.day, f.source_id, any_value(f.platform_id) AS platform_id, f.campaign_key, f.currency_id,
           count(*) FILTER (f.was) AS rows_before, count(*) FILTER (f.is_now) AS rows_after)sql";

constexpr std::string_view names = R"sql(,
           any_value(f.commits) AS commits
    FROM shown f
    GROUP BY f.day, f.source_id, f.campaign_key, f.currency_id)
SELECT s.day, so.name, pl.name, ac.account_id, ca.campaign_id, ca.name, cu.name,
       s.rows_before, s.rows_after)sql";

constexpr std::string_view joins = R"sql(, s.commits
FROM summed s
JOIN source so ON so.source_id = s.source_id
JOIN platform pl ON pl.platform_id = s.platform_id
JOIN campaign ca ON ca.campaign_key = s.campaign_key
JOIN account ac ON ac.account_key = ca.account_key
JOIN currency cu ON cu.currency_id = s.currency_id
WHERE s.rows_before <> s.rows_after)sql";

constexpr std::string_view order = R"sql(
ORDER BY 1, 2, 3, 4 NULLS LAST, 5 NULLS LAST, 7
LIMIT )sql";

std::string filled(const ChangesPlan& plan, Rendering& rendering) {
    const std::string since = rendering.param(plan.since);
    const std::string until = rendering.param(plan.until);
    const std::string conditions = rendering.day_conditions() + rendering.filter_conditions();
    std::string text;
    for (const char c : cells)
        text += c == '@' ? since : c == '^' ? until : c == '%' ? conditions : std::string(1, c);
    return text;
}

std::string before_and_after(std::string_view measure) {
    const std::string name(measure);
    return ",\n           sum(f." + name + ") FILTER (f.was) AS " + name + "_before, sum(f." + name +
           ") FILTER (f.is_now) AS " + name + "_after";
}

}  // namespace

SqlQuery changes_query(const ChangesPlan& plan) {
    Rendering rendering(plan.facts);
    std::string text = filled(plan, rendering);
    for (const Measure measure : all_measures) text += before_and_after(name_of(measure));
    text += names;
    for (const Measure measure : all_measures) {
        const std::string name(name_of(measure));
        text += ",\n       s." + name + "_before, s." + name + "_after";
    }
    text += joins;
    for (const Measure measure : all_measures) {
        const std::string name(name_of(measure));
        text += "\n   OR s." + name + "_before IS DISTINCT FROM s." + name + "_after";
    }
    text += order;
    text += rendering.param(static_cast<std::int64_t>(plan.cells_max)) + "\n";
    return std::move(rendering).finished(std::move(text));
}

SqlQuery causes_query(const ChangesPlan& plan) {
    return {
        "SELECT seq, batch_id, false FROM applied_batch WHERE workspace = $1 AND seq > $2 AND seq <= $3\n"
        "UNION ALL\n"
        "SELECT undone_seq, batch_id, true FROM applied_batch\n"
        "WHERE workspace = $1 AND undone_seq > $2 AND undone_seq <= $3\n"
        "ORDER BY 1\n",
        {std::int64_t{plan.facts.workspace.value}, plan.since, plan.until}};
}

}  // namespace insightflow::sql_text
