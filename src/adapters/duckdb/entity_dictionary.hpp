// Dictionaries of accounts, campaigns, ad groups and ads: each entry has a parent (an account its platform)
// and an id, which may be null, and a name with the acceptance number of the batch that gave it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Where a level's entries are, and its statements. read: key, parent, id of one source ($1); last: the
// highest key; rename: takes over the staged names of the level ($1), each for the batch of its acceptance
// number; unname: gives the names of the level ($1) and source ($2) that are of a batch of an acceptance
// number
// ($3), undone by now, to the batch that follows it; doubles: the keys among the staged names of the level
// ($1) whose name another entry of the source
// ($2) and platform has too, one of the two with an id that begins with $3 and the other not.
struct EntityTable {
    std::int32_t level;
    const char* table;
    std::string read;
    std::string last;
    std::string rename;
    std::string unname;
    std::string doubles;
};

extern const EntityTable account_table;
extern const EntityTable campaign_table;
extern const EntityTable ad_group_table;
extern const EntityTable ad_table;

// The entries of one source, read whole: asked only by batches that bring new lines.
class EntityDictionary {
public:
    EntityDictionary(Connection& connection, const EntityTable& table, WorkspaceId workspace,
                     std::int32_t source_id);

    // The entry's key; a new one for a new entry.
    std::int32_t key_of(std::int32_t parent, const std::optional<std::string>& id);

    // Writes the new entries, nameless.
    void save();

private:
    using Identity = std::pair<std::int32_t, std::optional<std::string>>;

    Connection& connection_;
    const EntityTable& table_;
    WorkspaceId workspace_;
    std::int32_t source_id_;
    std::map<Identity, std::int32_t> keys_;
    std::int32_t last_key_ = 0;
    std::vector<std::map<Identity, std::int32_t>::const_iterator> added_;
};

}  // namespace insightflow::duckdb
