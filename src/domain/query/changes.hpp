// What changed between two commits: which figures of which campaigns on which days, and by which batches.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/metrics/measure.hpp"
#include "domain/money/exact.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

// facts: which rows are looked at, and of which days; its keys, names and as_of say nothing here.
struct ChangesPlan {
    FactsPlan facts{};
    std::int64_t since = 0;  // what was shown right after this commit
    std::int64_t until = 0;  // and right after this later one
    std::size_t cells_max = 0;
};

// A batch that was applied or undone by a commit.
struct CommitCause {
    std::int64_t sequence = 0;
    BatchId batch_id{};
    bool undone = false;
    friend bool operator==(const CommitCause&, const CommitCause&) = default;
};

// Sums of the rows that were shown: counts, and micros for the others; nullopt where none carries the
// measure.
struct ShownSums {
    std::int64_t rows = 0;
    std::array<std::optional<Int128>, measure_count> measures{};
    friend bool operator==(const ShownSums&, const ShownSums&) = default;
};

// The rows of a campaign on a day, of one source and currency. causes: the commits that changed any of them.
struct ChangedCell {
    Day day{};
    std::string source{};
    std::string platform{};
    std::optional<std::string> account_id{};
    std::optional<std::string> campaign_id{};
    std::optional<std::string> campaign_name{};
    std::string currency{};
    ShownSums before{};
    ShownSums after{};
    std::vector<CommitCause> causes{};
    friend bool operator==(const ChangedCell&, const ChangedCell&) = default;
};

}  // namespace insightflow
