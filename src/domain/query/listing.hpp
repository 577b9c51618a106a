// Listings: the sources, campaigns, ad groups and ads that have rows, one page at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/ingestion/shape.hpp"
#include "domain/metrics/part_sums.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

enum class EntityKind : std::uint8_t { source, campaign, ad_group, ad };

// What a listing can be ordered by. Names without regard to case; money only where it is of one currency.
enum class EntityColumn : std::uint8_t {
    name,
    id,
    first_day,
    last_day,
    impressions,
    clicks,
    cost,
    conversions,
    revenue,
};

// Null last in either direction, ties by the key columns, ascending, null last.
struct EntityOrder {
    EntityColumn column = EntityColumn::name;
    bool descending = false;
    friend bool operator==(const EntityOrder&, const EntityOrder&) = default;
};

// A row's place in the order: the value that it is ordered by, as text, and its key.
struct EntityPlace {
    std::optional<std::string> value{};
    std::vector<std::optional<std::string>> key{};
    friend bool operator==(const EntityPlace&, const EntityPlace&) = default;
};

// facts says which rows count: keys and names are those of the kind, an entity being one group whose last key
// column, its id, is not null. facts.days bound the sums alone: an entity without rows in them is listed too.
struct ListingPlan {
    EntityKind kind{};
    FactsPlan facts{};
    std::optional<std::string> name_contains{};  // without regard to case; a null name contains nothing
    EntityOrder order{};
    std::optional<EntityPlace> after{};  // only what comes after it
    std::size_t rows_max = 0;
    friend bool operator==(const ListingPlan&, const ListingPlan&) = default;
};

struct SourceTraits {
    Shape shape{};
    BatchId last_batch_id{};
    Timestamp last_applied_at{};
};

// Names are those of now.
struct EntityRow {
    GroupSums group{};  // key: the key columns, then the names
    Day first_day{};    // of all its rows, like last_day
    Day last_day{};
    std::optional<std::string> place{};    // the value that it is ordered by
    std::optional<SourceTraits> source{};  // of sources alone
};

struct EntityPage {
    std::vector<EntityRow> rows{};
    std::int64_t as_of = 0;  // the commit that they are as of
};

// The key and name columns of a kind.
void choose_columns(ListingPlan& plan, EntityKind kind);

}  // namespace insightflow
