// A batch on its way into the tables, with what is found of it there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "application/ingestion/staged_batch.hpp"

namespace insightflow::duckdb {

// A stored line: the small ints that a fact carries, and what its names belong to. 0 stands for none.
struct StoredLine {
    std::int32_t line_id = 0;
    std::int32_t platform_id = 0;
    std::int32_t account_key = 0;
    std::int32_t campaign_key = 0;
    std::int32_t ad_group_key = 0;
    std::int32_t ad_key = 0;
    std::int32_t country_id = 0;
    std::int32_t device_id = 0;
    std::int32_t attributes_id = 0;
};

struct ApplyingBatch {
    const StagedBatch& staged;
    AppliedBatch& applied;                   // has its commit sequence from the beginning
    std::vector<StoredLine> lines{};         // by the index of facts.lines
    std::vector<std::int32_t> currencies{};  // stored ids by the index of facts.currencies
    std::vector<std::size_t> own_slots{};    // by the index of facts.own_measures
    bool brings_lines = false;               // some were not there before
};

}  // namespace insightflow::duckdb
