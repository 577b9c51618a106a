// The levels whose things have names: where a batch holds the name, and where its line holds the key.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/entity_dictionary.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/fact_columns.hpp"

namespace insightflow::duckdb {

struct NamedLevel {
    const EntityTable& table;
    Field field;
    std::optional<std::string> LineNames::*name;
    std::int32_t StoredLine::*key;
};

inline const std::array<NamedLevel, 4> named_levels{{
    {account_table, Field::account_name, &LineNames::account, &StoredLine::account_key},
    {campaign_table, Field::campaign_name, &LineNames::campaign, &StoredLine::campaign_key},
    {ad_group_table, Field::ad_group_name, &LineNames::ad_group, &StoredLine::ad_group_key},
    {ad_table, Field::ad_name, &LineNames::ad, &StoredLine::ad_key},
}};

}  // namespace insightflow::duckdb
