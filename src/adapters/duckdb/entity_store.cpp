#include "adapters/duckdb/entity_store.hpp"

#include <map>
#include <string>

#include "adapters/duckdb/applied_batches.hpp"
#include "adapters/duckdb/group_rows.hpp"
#include "adapters/sql_text/listing_sql.hpp"

namespace insightflow::duckdb {
namespace {

EntityRow read_entity(Rows& rows, const FactsPlan& facts) {
    const idx_t keys = facts.keys.size() + facts.names.size();
    const idx_t next = group_columns(keys);
    return {read_group(rows, keys), rows.day(next), rows.day(next + 1), rows.text_or_null(next + 2), {}};
}

std::map<std::string, SourceTraits> read_traits(Connection& connection, WorkspaceId workspace,
                                                std::int64_t as_of, const std::stop_token& stop) {
    const sql_text::SqlQuery query = sql_text::source_traits_query(workspace, as_of);
    std::map<std::string, SourceTraits> traits;
    for (Rows rows = connection.run(query.text, params_of(query.params), stop); rows.next();) {
        const Shape shape{static_cast<Grain>(rows.int32(1)), static_cast<Level>(rows.int32(2)),
                          rows.boolean(3), rows.boolean(4), static_cast<VersionKind>(rows.int32(5))};
        traits[std::string(rows.text(0))] = {shape, std::string(rows.text(6)), rows.timestamp(7)};
    }
    return traits;
}

}  // namespace

Result<EntityPage> DuckEntityStore::list(const ListingPlan& plan, std::stop_token stop) {
    return guard_.run<EntityPage>([&]() -> Result<EntityPage> {
        // One loan is one transaction: rows, traits and the commit belong together.
        const auto reader = readers_.lend(stop);
        EntityPage page;
        page.as_of = plan.facts.as_of ? *plan.facts.as_of : last_commit(*reader).sequence;
        const sql_text::SqlQuery query = sql_text::listing_query(plan);
        for (Rows rows = reader->run(query.text, params_of(query.params), stop); rows.next();)
            page.rows.push_back(read_entity(rows, plan.facts));
        if (plan.kind != EntityKind::source) return page;
        const auto traits = read_traits(*reader, plan.facts.workspace, page.as_of, stop);
        for (EntityRow& row : page.rows) row.source = traits.at(row.group.key.front().value());
        return page;
    });
}

}  // namespace insightflow::duckdb
