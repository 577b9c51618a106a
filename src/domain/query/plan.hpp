// A logical plan: which sums, of which rows, grouped how. Says nothing of an engine. The ladder has one step
// so far: facts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/query/dimension.hpp"
#include "domain/time/day.hpp"
#include "domain/time/time_grain.hpp"

namespace insightflow {

// Columns a plan can group by and filter on. A dimension is one or more of them: a campaign is (platform,
// account_id, campaign_id), its name an attribute of it.
enum class KeyColumn : std::uint8_t {
    day,
    source,
    platform,
    account_id,
    campaign_id,
    ad_group_id,
    ad_id,
    country,
    device,
    currency,
    rate_day,  // the day, of rows in another currency than the plan converts into; null of the others
};

// Names that may be asked for beside their key column: the name as it is now, one per group (where a group
// has several, any one but always the same: the greatest in byte order).
enum class NameColumn : std::uint8_t { account_name, campaign_name, ad_group_name, ad_name };

// Rows whose column is one of the values (exact, bound as parameters, never empty).
struct RowFilter {
    KeyColumn column{};
    std::vector<std::string> values{};
    friend bool operator==(const RowFilter&, const RowFilter&) = default;
};

// Answer: one GroupSums per group, key = the key columns in their order, then the name columns in theirs; in
// no particular order. A key column of the day is the first day of its bucket, also where that lies before
// the days asked for. Without key columns exactly one group, also over no rows. More groups than groups_max
// is an error of the answerer.
struct FactsPlan {
    WorkspaceId workspace{};
    DayRange days{};
    std::vector<KeyColumn> keys{};
    std::vector<NameColumn> names{};
    std::vector<RowFilter> filters{};  // all must hold
    std::size_t groups_max = 0;
    TimeGrain grain = TimeGrain::day;
    std::optional<std::int64_t> as_of{};  // rows as shown by this commit; as they are now where absent
    // What money is converted into; set where KeyColumn::rate_day is among the keys, and there alone.
    std::optional<std::string> converts_into{};
    friend bool operator==(const FactsPlan&, const FactsPlan&) = default;
};

// An account of which several sources have rows for the same days, and those sources, in byte order.
struct SourceOverlap {
    std::string platform{};
    std::optional<std::string> account_id{};
    std::vector<std::string> sources{};
    Day first_day{};
    Day last_day{};
    friend bool operator==(const SourceOverlap&, const SourceOverlap&) = default;
};

// A plan's overlaps are told up to this many; an answer names the first of them.
inline constexpr std::size_t overlaps_max = 20;

}  // namespace insightflow
