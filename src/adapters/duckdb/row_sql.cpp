#include "adapters/duckdb/row_sql.hpp"

#include <array>

namespace insightflow::duckdb {
namespace {

constexpr std::array compared{"day",           "impressions", "clicks",
                              "cost",          "revenue",     "conversions",
                              "new_customers", "currency_id", "revenue_estimated"};

constexpr std::array columns{
    "workspace",         "day",          "line_id",    "bucket",    "utc_start",     "source_id",
    "platform_id",       "campaign_key", "country_id", "device_id", "attributes_id", "currency_id",
    "impressions",       "clicks",       "cost",       "revenue",   "conversions",   "new_customers",
    "revenue_estimated", "extra",        "version"};

}  // namespace

std::string same_values(const std::string& left, const std::string& right) {
    std::string text;
    for (const std::string column : compared)
        text += (text.empty() ? "" : " AND ") + left + "." + column + " IS NOT DISTINCT FROM " + right + "." +
                column;
    return text;
}

std::string row_columns(const std::string& alias) {
    std::string text;
    for (const std::string column : columns) text += (text.empty() ? "" : ", ") + alias + "." + column;
    return text;
}

std::string known_absent(const std::string& rows) {
    return R"sql(
    SELECT a.account_key, d.day, max(c.acceptance) AS acceptance
    FROM applied_batch c
    JOIN account a ON a.source_id = c.source_id AND a.account_id IS NOT DISTINCT FROM c.complete_account
    JOIN (SELECT DISTINCT day FROM )sql" +
           rows + R"sql() d ON d.day BETWEEN c.complete_from AND c.complete_to
    WHERE c.source_id = $1 AND c.undone_seq IS NULL
    GROUP BY a.account_key, d.day)sql";
}

std::string staged_columns(const std::string& alias) {
    std::string text;
    for (const std::string column : columns) {
        const std::string value = column == "workspace"   ? "$1"
                                  : column == "source_id" ? "$2"
                                                          : alias + "." + column;
        text += (text.empty() ? "" : ", ") + value;
    }
    return text;
}

}  // namespace insightflow::duckdb
