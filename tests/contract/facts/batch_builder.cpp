#include "contract/facts/batch_builder.hpp"

#include <algorithm>
#include <set>

namespace insightflow::testing {
namespace {

// Looks at the youngest first, for the rows of a line come one after the other.
template <class T>
std::size_t index_in(std::vector<T>& pool, const T& value) {
    const auto found = std::find(pool.rbegin(), pool.rend(), value);
    if (found != pool.rend()) return static_cast<std::size_t>(pool.rend() - found) - 1;
    pool.push_back(value);
    return pool.size() - 1;
}

void add_row(FactColumns& facts, const FactRow& row) {
    const std::size_t line = index_in(facts.lines, row.line);
    facts.names.resize(facts.lines.size());
    facts.names[line] = row.names;
    facts.line.push_back(static_cast<std::uint32_t>(line));
    facts.day.push_back(static_cast<std::int32_t>(row.day.time_since_epoch().count()));
    facts.bucket.push_back(row.bucket.value_or(facts.day.back()));
    if (row.utc_start_us) facts.utc_start_us.push_back(*row.utc_start_us);
    if (row.version) facts.version.push_back(*row.version);
    facts.currency.push_back(static_cast<std::uint16_t>(index_in(facts.currencies, row.currency)));
    const std::array<std::optional<std::int64_t>, measure_count> measures{
        row.impressions, row.clicks, row.cost, row.revenue, row.conversions, row.new_customers};
    for (std::size_t i = 0; i < measure_count; ++i) {
        facts.measures[i].value.push_back(measures[i].value_or(0));
        facts.measures[i].present.push_back(measures[i] ? 1 : 0);
    }
    for (OwnMeasure& own : facts.own_measures) {
        const auto said = row.own.find(own.measure.name);
        own.column.value.push_back(said == row.own.end() ? 0 : said->second);
        own.column.present.push_back(said == row.own.end() ? 0 : 1);
    }
    facts.revenue_estimated.push_back(row.estimated ? 1 : 0);
    facts.extra.push_back(static_cast<std::uint32_t>(index_in(facts.extras, row.extra)));
}

}  // namespace

StagedBatch staged(std::int64_t acceptance, const std::vector<FactRow>& rows, std::string source,
                   WorkspaceId workspace) {
    StagedBatch batch;
    batch.workspace = workspace;
    batch.acceptance = acceptance;
    batch.batch_id = "BATCH" + std::to_string(acceptance);
    batch.source = std::move(source);
    batch.shape = {Grain::day, Level::campaign, false, false};
    batch.facts.extras.emplace_back();
    std::set<std::string> own;
    for (const FactRow& row : rows)
        for (const auto& [name, value] : row.own) own.insert(name);
    for (const std::string& name : own) batch.facts.own_measures.push_back({{name, false}, {}});
    for (const FactRow& row : rows) add_row(batch.facts, row);
    if (!batch.facts.version.empty()) batch.shape.versions = VersionKind::integer;
    batch.outcomes.received = static_cast<std::int64_t>(rows.size());
    batch.outcomes.accepted = batch.outcomes.received;
    return batch;
}

}  // namespace insightflow::testing
