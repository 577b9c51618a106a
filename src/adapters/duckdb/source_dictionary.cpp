#include "adapters/duckdb/source_dictionary.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_source = R"sql(
SELECT s.source_id, h.grain, h.level, h.by_country, h.by_device, s.measures, h.versions
FROM source s JOIN source_shape h ON h.source_id = s.source_id
WHERE s.workspace = $1 AND s.name = $2
ORDER BY h.seq DESC LIMIT 1)sql";

constexpr std::string_view find_batch_of =
    "SELECT 1 FROM applied_batch WHERE source_id = $1 AND undone_seq IS NULL LIMIT 1";

constexpr std::string_view insert_source = R"sql(
INSERT INTO source SELECT coalesce(max(source_id), 0) + 1, $1, $2, 0 FROM source
RETURNING source_id)sql";

constexpr std::string_view insert_shape = "INSERT INTO source_shape VALUES ($1, $2, $3, $4, $5, $6, $7)";

constexpr std::string_view recall_measures = R"sql(
UPDATE source SET measures = coalesce((
    SELECT bit_or(measures) FROM applied_batch WHERE source_id = $1 AND undone_seq IS NULL), 0)
WHERE source_id = $1)sql";

constexpr std::string_view update_measures = "UPDATE source SET measures = $2 WHERE source_id = $1";

std::int32_t number(Grain grain) { return static_cast<std::int32_t>(grain); }
std::int32_t number(Level level) { return static_cast<std::int32_t>(level); }
std::int32_t number(VersionKind kind) { return static_cast<std::int32_t>(kind); }

void store_shape(Connection& connection, std::int32_t source_id, std::int64_t sequence, const Shape& shape) {
    connection.run(insert_shape, {source_id, sequence, number(shape.grain), number(shape.level),
                                  shape.by_country, shape.by_device, number(shape.versions)});
}

}  // namespace

Result<KnownSource> source_for(Connection& connection, const StagedBatch& batch, std::int64_t sequence) {
    const Shape& shape = batch.shape;
    const std::string_view name = batch.source;
    Rows found = connection.run(find_source, {batch.workspace.value, name});
    if (!found.next()) {
        Rows made = connection.run(insert_source, {batch.workspace.value, name});
        made.next();
        store_shape(connection, made.int32(0), sequence, shape);
        return KnownSource{made.int32(0), 0};
    }
    const KnownSource source{found.int32(0), static_cast<MeasureSet>(found.int32(5))};
    const Shape stored{static_cast<Grain>(found.int32(1)), static_cast<Level>(found.int32(2)),
                       found.boolean(3), found.boolean(4), static_cast<VersionKind>(found.int32(6))};
    if (stored == shape) return source;
    const bool fixed = connection.run(find_batch_of, {source.id}).next();
    if (fixed) {
        return Error{ErrorCode::unprocessable, "source \"" + batch.source + "\" holds " + shape_text(stored) +
                                                   "; this batch has " + shape_text(shape)};
    }
    store_shape(connection, source.id, sequence, shape);
    return source;
}

void forget_undone_measures(Connection& connection, std::int32_t source_id) {
    connection.run(recall_measures, {source_id});
}

void store_measures(Connection& connection, std::int32_t source_id, MeasureSet measures) {
    connection.run(update_measures, {source_id, static_cast<std::int32_t>(measures)});
}

}  // namespace insightflow::duckdb
