#include "adapters/duckdb/entity_dictionary.hpp"

#include <array>
#include <string>
#include <string_view>

#include "adapters/duckdb/chunk_appender.hpp"

namespace insightflow::duckdb {
namespace {

// The statements of a level; @ stands for its name, ^ for what its entries belong to. Both are ours.
constexpr std::string_view read_entries = "SELECT @_key, ^, @_id FROM @ WHERE source_id = $1";
constexpr std::string_view find_last_key = "SELECT coalesce(max(@_key), 0) FROM @";

// A name counts unless a batch of a higher acceptance number gave one before, so the order of apply does not
// matter.
constexpr std::string_view take_name = R"sql(
UPDATE @ SET name = n.name, named_by = n.acceptance FROM staged_name n
WHERE n.level = $1 AND @.@_key = n.key AND (@.named_by IS NULL OR @.named_by <= n.acceptance))sql";

// Names that the batch of that acceptance number gave are now those that the best of the others gives.
constexpr std::string_view take_name_back = R"sql(
UPDATE @ SET name = n.name, named_by = n.acceptance FROM (
    SELECT e.@_key AS key, arg_max(a.name, b.acceptance) AS name, max(b.acceptance) AS acceptance
    FROM @ e
    LEFT JOIN (
        asserted_name a JOIN applied_batch b
        ON b.seq = a.seq AND b.undone_seq IS NULL AND b.source_id = $2 AND a.level = $1)
        ON a.key = e.@_key
    WHERE e.source_id = $2 AND e.named_by = $3
    GROUP BY e.@_key) n
WHERE @.@_key = n.key)sql";

constexpr std::string_view find_doubles = R"sql(
WITH named AS (
    SELECT DISTINCT e.@_key AS key, l.platform_id, e.name, starts_with(e.@_id, $3) AS by_name
    FROM @ e JOIN line l ON l.@_key = e.@_key
    WHERE e.source_id = $2 AND l.source_id = $2 AND e.name IS NOT NULL AND e.@_id IS NOT NULL)
SELECT here.key FROM staged_name n JOIN named here ON here.key = n.key
WHERE n.level = $1 AND EXISTS (
    SELECT 1 FROM named other
    WHERE other.platform_id = here.platform_id AND other.name = here.name
      AND other.by_name = NOT here.by_name))sql";

EntityTable entity_table(std::int32_t level, const char* name, std::string_view parent) {
    const auto filled = [&](std::string_view text) {
        std::string out;
        for (const char c : text) {
            if (c == '@')
                out += name;
            else if (c == '^')
                out += parent;
            else
                out += c;
        }
        return out;
    };
    return {level,
            name,
            filled(read_entries),
            filled(find_last_key),
            filled(take_name),
            filled(take_name_back),
            filled(find_doubles)};
}

}  // namespace

const EntityTable account_table = entity_table(0, "account", "platform_id");
const EntityTable campaign_table = entity_table(1, "campaign", "account_key");
const EntityTable ad_group_table = entity_table(2, "ad_group", "campaign_key");
const EntityTable ad_table = entity_table(3, "ad", "ad_group_key");

EntityDictionary::EntityDictionary(Connection& connection, const EntityTable& table, WorkspaceId workspace,
                                   std::int32_t source_id)
    : connection_(connection), table_(table), workspace_(workspace), source_id_(source_id) {
    for (Rows rows = connection.run(table.read, {source_id}); rows.next();) {
        keys_.emplace(Identity{rows.int32(1), rows.text_or_null(2)}, rows.int32(0));
    }
    Rows last = connection.run(table.last);
    last.next();
    last_key_ = last.int32(0);
}

std::int32_t EntityDictionary::key_of(std::int32_t parent, const std::optional<std::string>& id) {
    const auto [entry, added] = keys_.try_emplace(Identity{parent, id}, last_key_ + 1);
    if (added) {
        ++last_key_;
        added_.push_back(entry);
    }
    return entry->second;
}

void EntityDictionary::save() {
    if (added_.empty()) return;
    constexpr std::array columns{ColumnType::int32, ColumnType::int32, ColumnType::int32, ColumnType::int32,
                                 ColumnType::text,  ColumnType::text,  ColumnType::int64};
    ChunkAppender entries(connection_, nullptr, table_.table, columns);
    for (const auto& entry : added_) {
        const std::size_t row = entries.next_row();
        entries.cells<std::int32_t>(0)[row] = entry->second;
        entries.cells<std::int32_t>(1)[row] = workspace_.value;
        entries.cells<std::int32_t>(2)[row] = source_id_;
        entries.cells<std::int32_t>(3)[row] = entry->first.first;
        entries.set_text_or_null(4, row, entry->first.second);
        entries.set_null(5, row);
        entries.set_null(6, row);
    }
    entries.close();
    added_.clear();
}

}  // namespace insightflow::duckdb
