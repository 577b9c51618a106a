#include "adapters/duckdb/source_dictionary.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_source = R"sql(
SELECT s.source_id, h.grain, h.level, h.by_country, h.by_device, s.measures, h.versions,
       coalesce(h.dimensions, '')
FROM source s JOIN source_shape h ON h.source_id = s.source_id
WHERE s.workspace = $1 AND s.name = $2
ORDER BY h.seq DESC LIMIT 1)sql";

constexpr std::string_view find_batch_of =
    "SELECT 1 FROM applied_batch WHERE source_id = $1 AND undone_seq IS NULL LIMIT 1";

constexpr std::string_view insert_source = R"sql(
INSERT INTO source SELECT coalesce(max(source_id), 0) + 1, $1, $2, 0 FROM source
RETURNING source_id)sql";

constexpr std::string_view insert_shape = "INSERT INTO source_shape VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

constexpr std::string_view recall_measures = R"sql(
UPDATE source SET measures = coalesce((
    SELECT bit_or(measures) FROM applied_batch WHERE source_id = $1 AND undone_seq IS NULL), 0)
WHERE source_id = $1)sql";

constexpr std::string_view update_measures = "UPDATE source SET measures = $2 WHERE source_id = $1";

std::int32_t number(Grain grain) { return static_cast<std::int32_t>(grain); }
std::int32_t number(Level level) { return static_cast<std::int32_t>(level); }
std::int32_t number(VersionKind kind) { return static_cast<std::int32_t>(kind); }

void store_shape(Connection& connection, std::int32_t source_id, std::int64_t sequence, const Shape& shape) {
    connection.run(insert_shape,
                   {source_id, sequence, number(shape.grain), number(shape.level), shape.by_country,
                    shape.by_device, number(shape.versions), std::string_view(shape.dimensions)});
}

// Of a row of find_source.
Shape read_shape(const Rows& found) {
    return {static_cast<Grain>(found.int32(1)),
            static_cast<Level>(found.int32(2)),
            found.boolean(3),
            found.boolean(4),
            static_cast<VersionKind>(found.int32(6)),
            std::string(found.text(7))};
}

// One that counts: it fixes the shape.
bool has_batch(Connection& connection, std::int32_t source_id) {
    return connection.run(find_batch_of, {source_id}).next();
}

// Dimensions of a source's own come and go with its settings, so the batch need not be the mistake.
std::string way_out(const Shape& stored, const Shape& shape) {
    if (stored.dimensions == shape.dimensions) return "";
    return ": rows that are split further would be counted twice beside the others. Send them to another "
           "source, set the dimensions of this one as they were, or undo its older batches first";
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
    const Shape stored = read_shape(found);
    if (stored == shape) return source;
    if (has_batch(connection, source.id)) {
        return Error{ErrorCode::unprocessable, "source \"" + batch.source + "\" holds " + shape_text(stored) +
                                                   "; this batch has " + shape_text(shape) +
                                                   way_out(stored, shape)};
    }
    store_shape(connection, source.id, sequence, shape);
    return source;
}

std::optional<Shape> fixed_shape(Connection& connection, WorkspaceId workspace, std::string_view source) {
    Rows found = connection.run(find_source, {workspace.value, source});
    if (!found.next() || !has_batch(connection, found.int32(0))) return std::nullopt;
    return read_shape(found);
}

std::optional<std::int32_t> source_named(Connection& connection, WorkspaceId workspace,
                                         std::string_view source) {
    Rows found = connection.run(find_source, {workspace.value, source});
    if (!found.next()) return std::nullopt;
    return found.int32(0);
}

void forget_undone_measures(Connection& connection, std::int32_t source_id) {
    connection.run(recall_measures, {source_id});
}

void store_measures(Connection& connection, std::int32_t source_id, MeasureSet measures) {
    connection.run(update_measures, {source_id, static_cast<std::int32_t>(measures)});
}

}  // namespace insightflow::duckdb
