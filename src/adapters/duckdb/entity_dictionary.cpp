#include "adapters/duckdb/entity_dictionary.hpp"

#include <array>

#include "adapters/duckdb/chunk_appender.hpp"

namespace insightflow::duckdb {

// A name counts unless a batch of a higher acceptance number gave one before, so the order of apply does not
// matter.
const EntityTable account_table{
    0,
    "account",
    "SELECT account_key, platform_id, account_id FROM account WHERE source_id = $1",
    "SELECT coalesce(max(account_key), 0) FROM account",
    R"sql(
UPDATE account SET name = n.name, named_by = $2 FROM staged_name n
WHERE n.level = $1 AND account.account_key = n.key
  AND (account.named_by IS NULL OR account.named_by <= $2))sql",
    R"sql(
WITH named AS (
    SELECT DISTINCT e.account_key AS key, l.platform_id, e.name, starts_with(e.account_id, $3) AS by_name
    FROM account e JOIN line l ON l.account_key = e.account_key
    WHERE e.source_id = $2 AND l.source_id = $2 AND e.name IS NOT NULL AND e.account_id IS NOT NULL)
SELECT here.key FROM staged_name n JOIN named here ON here.key = n.key
WHERE n.level = $1 AND EXISTS (
    SELECT 1 FROM named other
    WHERE other.platform_id = here.platform_id AND other.name = here.name
      AND other.by_name = NOT here.by_name))sql"};
const EntityTable campaign_table{
    1,
    "campaign",
    "SELECT campaign_key, account_key, campaign_id FROM campaign WHERE source_id = $1",
    "SELECT coalesce(max(campaign_key), 0) FROM campaign",
    R"sql(
UPDATE campaign SET name = n.name, named_by = $2 FROM staged_name n
WHERE n.level = $1 AND campaign.campaign_key = n.key
  AND (campaign.named_by IS NULL OR campaign.named_by <= $2))sql",
    R"sql(
WITH named AS (
    SELECT DISTINCT e.campaign_key AS key, l.platform_id, e.name, starts_with(e.campaign_id, $3) AS by_name
    FROM campaign e JOIN line l ON l.campaign_key = e.campaign_key
    WHERE e.source_id = $2 AND l.source_id = $2 AND e.name IS NOT NULL AND e.campaign_id IS NOT NULL)
SELECT here.key FROM staged_name n JOIN named here ON here.key = n.key
WHERE n.level = $1 AND EXISTS (
    SELECT 1 FROM named other
    WHERE other.platform_id = here.platform_id AND other.name = here.name
      AND other.by_name = NOT here.by_name))sql"};
const EntityTable ad_group_table{
    2,
    "ad_group",
    "SELECT ad_group_key, campaign_key, ad_group_id FROM ad_group WHERE source_id = $1",
    "SELECT coalesce(max(ad_group_key), 0) FROM ad_group",
    R"sql(
UPDATE ad_group SET name = n.name, named_by = $2 FROM staged_name n
WHERE n.level = $1 AND ad_group.ad_group_key = n.key
  AND (ad_group.named_by IS NULL OR ad_group.named_by <= $2))sql",
    R"sql(
WITH named AS (
    SELECT DISTINCT e.ad_group_key AS key, l.platform_id, e.name, starts_with(e.ad_group_id, $3) AS by_name
    FROM ad_group e JOIN line l ON l.ad_group_key = e.ad_group_key
    WHERE e.source_id = $2 AND l.source_id = $2 AND e.name IS NOT NULL AND e.ad_group_id IS NOT NULL)
SELECT here.key FROM staged_name n JOIN named here ON here.key = n.key
WHERE n.level = $1 AND EXISTS (
    SELECT 1 FROM named other
    WHERE other.platform_id = here.platform_id AND other.name = here.name
      AND other.by_name = NOT here.by_name))sql"};
const EntityTable ad_table{3,
                           "ad",
                           "SELECT ad_key, ad_group_key, ad_id FROM ad WHERE source_id = $1",
                           "SELECT coalesce(max(ad_key), 0) FROM ad",
                           R"sql(
UPDATE ad SET name = n.name, named_by = $2 FROM staged_name n
WHERE n.level = $1 AND ad.ad_key = n.key
  AND (ad.named_by IS NULL OR ad.named_by <= $2))sql",
                           R"sql(
WITH named AS (
    SELECT DISTINCT e.ad_key AS key, l.platform_id, e.name, starts_with(e.ad_id, $3) AS by_name
    FROM ad e JOIN line l ON l.ad_key = e.ad_key
    WHERE e.source_id = $2 AND l.source_id = $2 AND e.name IS NOT NULL AND e.ad_id IS NOT NULL)
SELECT here.key FROM staged_name n JOIN named here ON here.key = n.key
WHERE n.level = $1 AND EXISTS (
    SELECT 1 FROM named other
    WHERE other.platform_id = here.platform_id AND other.name = here.name
      AND other.by_name = NOT here.by_name))sql"};

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
