// From the batch's own lines to the store's ids, set-wise: one join finds the lines that are known, and only
// a batch with unknown lines pays for reading the dictionaries of its source and making what is missing.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/connection.hpp"
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
};

// By the index of facts.lines; any_new: the batch brought lines that the store did not have.
struct StoredLines {
    std::vector<StoredLine> lines{};
    bool any_new = false;
};

// Makes what is missing and takes over the names that the batch gives, unless a batch of a higher acceptance
// number has named the thing before. sequence: the commit. Needs the temporary tables staged_line and
// staged_name, empty.
StoredLines store_lines(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                        std::int64_t sequence, const std::stop_token& stop);

// The stored ids of the batch's currencies, by the index of facts.currencies.
std::vector<std::int32_t> store_currencies(Connection& connection,
                                           const std::vector<std::string>& currencies);

}  // namespace insightflow::duckdb
