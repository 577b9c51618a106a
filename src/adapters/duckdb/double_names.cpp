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

// Rows of things whose name is double, and that the batch itself names.
std::int64_t rows_of(const std::set<std::int32_t>& doubles, const NamedLevel& level,
                     const ApplyingBatch& batch) {
    const FactColumns& facts = batch.staged.facts;
    std::set<std::int32_t> named;
    for (std::size_t n = 0; n < batch.lines.size(); ++n) {
        const std::int32_t key = batch.lines[n].*level.key;
        if (facts.names[n].*level.name && doubles.contains(key)) named.insert(key);
    }
    return std::ranges::count_if(
        facts.line, [&](std::uint32_t line) { return named.contains(batch.lines[line].*level.key); });
}

bool names_some(const ApplyingBatch& batch, const NamedLevel& level) {
    return std::ranges::any_of(batch.staged.facts.names,
                               [&level](const LineNames& names) { return (names.*level.name).has_value(); });
}

std::set<std::int32_t> doubles_of(Connection& connection, const NamedLevel& level, std::int32_t source_id,
                                  const std::stop_token& stop) {
    std::set<std::int32_t> keys;
    for (Rows rows =
             connection.run(level.table.doubles, {level.table.level, source_id, name_id_prefix}, stop);
         rows.next();) {
        keys.insert(rows.int32(0));
    }
    return keys;
}

}  // namespace

void warn_of_double_names(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                          const std::stop_token& stop) {
    if (std::ranges::none_of(batches, &ApplyingBatch::brings_lines)) return;
    const Finding& finding = warning::named_and_numbered;
    for (const NamedLevel& level : named_levels) {
        if (std::ranges::none_of(batches, [&](const auto& batch) { return names_some(batch, level); }))
            continue;
        const std::set<std::int32_t> doubles = doubles_of(connection, level, source_id, stop);
        const std::string_view field = name_of(level.field);
        for (ApplyingBatch& batch : batches) {
            if (doubles.empty() || !batch.brings_lines || warns_already(batch.staged, field)) continue;
            const std::int64_t rows = rows_of(doubles, level, batch);
            if (rows == 0) continue;
            batch.applied.warnings.push_back(
                {std::string(finding.code), std::string(field), std::string(finding.message), rows, 0});
        }
    }
}

}  // namespace insightflow::duckdb
