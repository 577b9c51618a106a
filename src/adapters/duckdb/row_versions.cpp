#include "adapters/duckdb/row_versions.hpp"

#include <map>
#include <vector>

#include "adapters/duckdb/own_measures.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_versions = R"sql(
SELECT so.name, pl.name, ac.account_id, ca.campaign_id, ag.ad_group_id, ad.ad_id, co.name, de.name,
       v.day, v.bucket, v.utc_start,
       v.impressions, v.clicks, v.cost, v.revenue, v.conversions, v.new_customers,
       cu.name, v.revenue_estimated, v.extra, v.version_held, v.acceptance, v.seq, v.seq_to, v.attributes_id,
       v.source_id, v.own_1, v.own_2, v.own_3, v.own_4, v.own_5, v.own_6, v.own_7, v.own_8
FROM (SELECT *, NULL AS seq_to FROM performance WHERE workspace = $1
      UNION ALL SELECT * FROM performance_history WHERE workspace = $1) v
JOIN source so ON so.source_id = v.source_id
JOIN line li ON li.line_id = v.line_id
JOIN platform pl ON pl.platform_id = v.platform_id
JOIN campaign ca ON ca.campaign_key = v.campaign_key
JOIN account ac ON ac.account_key = ca.account_key
JOIN ad_group ag ON ag.ad_group_key = li.ad_group_key
JOIN ad ON ad.ad_key = li.ad_key
JOIN currency cu ON cu.currency_id = v.currency_id
LEFT JOIN country co ON co.country_id = v.country_id
LEFT JOIN device de ON de.device_id = v.device_id
ORDER BY v.seq)sql";

constexpr std::string_view find_attributes =
    "SELECT attributes_id, name, value FROM attribute WHERE workspace = $1 ORDER BY attributes_id, name";

constexpr idx_t first_measure = 11;
constexpr idx_t attributes_column = 24;
constexpr idx_t source_column = 25;
constexpr idx_t first_own = 26;

RowVersion read_version(const Rows& rows) {
    RowVersion version;
    version.source = rows.text(0);
    version.line.platform = rows.text(1);
    version.line.account_id = rows.text_or_null(2);
    version.line.campaign_id = rows.text_or_null(3);
    version.line.ad_group_id = rows.text_or_null(4);
    version.line.ad_id = rows.text_or_null(5);
    version.line.country = rows.text_or_null(6);
    version.line.device = rows.text_or_null(7);
    version.day = rows.day(8);
    version.bucket = rows.int64(9);
    if (!rows.is_null(10)) version.utc_start_us = rows.int64(10);
    idx_t column = first_measure;
    for (auto& measure : version.measures) {
        if (!rows.is_null(column)) measure = rows.int64(column);
        ++column;
    }
    version.currency = rows.text(column++);
    version.revenue_estimated = rows.boolean(column++);
    version.extra = rows.text_or_null(column++).value_or("");
    version.version = rows.int64(column++);
    version.acceptance = rows.int64(column++);
    version.sequence_from = rows.int64(column++);
    if (!rows.is_null(column)) version.sequence_to = rows.int64(column);
    return version;
}

// Of the rows of one workspace, by source.
using OwnMeasures = std::map<std::int32_t, std::vector<NamedMeasure>>;

std::map<std::string, std::int64_t> read_own(Connection& connection, const Rows& rows, OwnMeasures& known) {
    const std::int32_t source_id = rows.int32(source_column);
    if (!known.contains(source_id)) known[source_id] = own_measures_of(connection, source_id);
    const auto& measures = known[source_id];
    std::map<std::string, std::int64_t> own;
    for (std::size_t slot = 0; slot < measures.size(); ++slot)
        if (!rows.is_null(first_own + slot)) own[measures[slot].name] = rows.int64(first_own + slot);
    return own;
}

}  // namespace

std::vector<RowVersion> read_row_versions(Connection& connection, WorkspaceId workspace) {
    std::map<std::int32_t, std::vector<Attribute>> attributes;
    for (Rows rows = connection.run(find_attributes, {workspace.value}); rows.next();)
        attributes[rows.int32(0)].push_back({std::string(rows.text(1)), std::string(rows.text(2))});
    OwnMeasures own_measures;
    std::vector<RowVersion> versions;
    for (Rows rows = connection.run(find_versions, {workspace.value}); rows.next();) {
        versions.push_back(read_version(rows));
        versions.back().own_measures = read_own(connection, rows, own_measures);
        if (!rows.is_null(attributes_column))
            versions.back().line.attributes = attributes.at(rows.int32(attributes_column));
    }
    return versions;
}

}  // namespace insightflow::duckdb
