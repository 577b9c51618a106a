// What rows of a source say in its own dimensions: a set of names and values has one id, which its facts and
// lines carry. Asked with one join: attribute.value where attributes_id is the fact's and name the
// dimension's.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "domain/base/ids.hpp"
#include "domain/ingestion/fact_columns.hpp"

namespace insightflow::duckdb {

class AttributeDictionary {
public:
    AttributeDictionary(Connection& connection, WorkspaceId workspace, std::int32_t source_id)
        : connection_(connection), workspace_(workspace), source_id_(source_id) {}

    // The set's id, a new one for a new set; 0 where it is empty. A source without such dimensions is not
    // read for it.
    std::int32_t id_of(const std::vector<Attribute>& attributes);

    // Writes the new sets.
    void save();

private:
    void read();

    Connection& connection_;
    WorkspaceId workspace_;
    std::int32_t source_id_;
    bool is_read_ = false;
    std::int32_t last_id_ = 0;
    std::map<std::vector<Attribute>, std::int32_t> ids_{};
    std::vector<std::pair<std::int32_t, std::vector<Attribute>>> added_{};
};

}  // namespace insightflow::duckdb
