#include "adapters/duckdb/row_sql.hpp"

#include <array>

#include "domain/metrics/measure.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::array compared{"day",           "impressions", "clicks",
                              "cost",          "revenue",     "conversions",
                              "new_customers", "currency_id", "revenue_estimated"};

constexpr std::array columns_before_own{
    "workspace",   "day",          "line_id",    "bucket",    "utc_start",     "source_id",
    "platform_id", "campaign_key", "country_id", "device_id", "attributes_id", "currency_id",
    "impressions", "clicks",       "cost",       "revenue",   "conversions",   "new_customers"};
constexpr std::array columns_after_own{"revenue_estimated", "extra", "version"};

// The columns in the order of the tables, as they are asked for.
template <class Column, class OwnColumn>
std::string columns_of(const Column& column, const OwnColumn& own) {
    std::string text;
    for (const std::string name : columns_before_own) text += column(name) + ", ";
    for (std::size_t slot = 0; slot < own_measures_max; ++slot) text += own(slot) + ", ";
    for (const std::string name : columns_after_own) text += column(name) + ", ";
    text.resize(text.size() - 2);
    return text;
}

}  // namespace

std::string own_column(std::size_t slot) { return "own_" + std::to_string(slot + 1); }

std::string same_values(const std::string& left, const std::string& right, std::size_t own_measures) {
    std::string text;
    const auto compare = [&](const std::string& column) {
        text += (text.empty() ? "" : " AND ") + left + "." + column + " IS NOT DISTINCT FROM " + right + "." +
                column;
    };
    for (const char* column : compared) compare(column);
    for (std::size_t slot = 0; slot < own_measures; ++slot) compare(own_column(slot));
    return text;
}

std::string row_columns(const std::string& alias) {
    return columns_of([&](const std::string& column) { return alias + "." + column; },
                      [&](std::size_t slot) { return alias + "." + own_column(slot); });
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

std::string staged_columns(const std::string& alias, std::size_t own_measures) {
    const auto staged = [&](const std::string& column) {
        return column == "workspace" ? "$1" : column == "source_id" ? "$2" : alias + "." + column;
    };
    return columns_of(staged, [&](std::size_t slot) {
        return slot < own_measures ? alias + "." + own_column(slot) : std::string("NULL");
    });
}

}  // namespace insightflow::duckdb
