#include "adapters/duckdb/double_names.hpp"

#include <algorithm>
#include <set>

#include "adapters/duckdb/named_levels.hpp"
#include "domain/ingestion/findings.hpp"

namespace insightflow::duckdb {
namespace {

bool warns_already(const StagedBatch& batch, std::string_view field) {
    return std::ranges::any_of(batch.warnings, [field](const Warning& warning) {
        return warning.code == warning::named_and_numbered.code && warning.field == field;
    });
}

std::int64_t rows_of(const std::set<std::int32_t>& keys, const NamedLevel& level, const FactColumns& facts,
                     const std::vector<StoredLine>& lines) {
    return std::ranges::count_if(facts.line,
                                 [&](std::uint32_t line) { return keys.contains(lines[line].*level.key); });
}

}  // namespace

std::vector<Warning> double_names(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                                  const std::vector<StoredLine>& lines, const std::stop_token& stop) {
    std::vector<Warning> warnings;
    for (const NamedLevel& level : named_levels) {
        const std::string_view field = name_of(level.field);
        if (warns_already(batch, field)) continue;
        std::set<std::int32_t> keys;
        for (Rows rows =
                 connection.run(level.table.doubles, {level.table.level, source_id, name_id_prefix}, stop);
             rows.next();) {
            keys.insert(rows.int32(0));
        }
        if (keys.empty()) continue;
        const Finding& finding = warning::named_and_numbered;
        warnings.push_back({std::string(finding.code), std::string(field), std::string(finding.message),
                            rows_of(keys, level, batch.facts, lines), 0});
    }
    return warnings;
}

}  // namespace insightflow::duckdb
