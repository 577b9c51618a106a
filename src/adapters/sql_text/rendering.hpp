// What the statements over performance share: how keys, names and sums are written, and the parameters.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sql_text/sql_query.hpp"
#include "domain/metrics/part_sums.hpp"
#include "domain/query/plan.hpp"

namespace insightflow::sql_text {

// How a key column is asked for: by which small int facts are grouped, which dictionaries turn it into its
// text, and how rows with given texts are found by that int ("%" stands for the list of values).
struct KeySql {
    std::string_view id;      // column of performance
    std::string_view text;    // expression over the joined dictionaries
    std::string_view filter;  // condition on performance
};
KeySql key_sql(KeyColumn column);

struct NameSql {
    std::string_view id;
    std::string_view text;
};
NameSql name_sql(NameColumn column);

// A statement in the making, for the groups of a plan. $1 is its workspace.
class Rendering {
public:
    explicit Rendering(const FactsPlan& plan);

    // Notes a value and gives its place in the text: "$2".
    std::string param(SqlValue value);
    SqlQuery finished(std::string text) &&;

    // The columns of the answer over the groups g and their dictionaries: keys, names, row count, sums with
    // their counts, currencies.
    std::string answer_columns() const;
    // The dictionaries that these need, joined to g.
    std::string dictionary_joins() const;
    // The columns of g over the rows f: ids, row_count, sums, money_rows. Facts are summed by small ints
    // alone, so that texts are joined to few rows. aggregate_filter follows each aggregate.
    std::string group_columns(std::string_view aggregate_filter) const;
    std::string group_ids() const;
    // The rows of the plan's workspace as it wants them shown, in place of a table's name.
    std::string rows();
    // What tells the rows f that are in the currency that the plan converts into; nothing where it does not.
    std::string rate_join();
    // What the plan's filters ask of f, each after "AND".
    std::string filter_conditions();
    std::string day_conditions();

private:
    void use(std::string_view id, std::string_view text);
    std::string id_sql(std::string_view id) const;
    std::string condition(const RowFilter& filter);
    std::string day_param(const std::string& value);

    const FactsPlan& plan_;
    std::vector<SqlValue> params_;
    std::vector<std::string_view> ids_;  // columns of performance by which facts are grouped
    std::set<std::string_view> joined_;  // aliases of dictionaries
};

}  // namespace insightflow::sql_text
