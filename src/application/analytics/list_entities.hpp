// One page of the sources, campaigns, ad groups or ads of a workspace.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "application/accounts/scope.hpp"
#include "application/analytics/analytics_store.hpp"
#include "application/analytics/entity_store.hpp"
#include "application/analytics/page_cursor.hpp"

namespace insightflow {

struct EntityQuestion {
    EntityKind kind{};
    std::vector<RowFilter> filters{};
    std::optional<std::string> name_contains{};
    DayRange range{};  // of the sums
    EntityOrder order{};
    std::size_t limit = 0;
    std::optional<std::string> cursor{};  // of the page before
    std::optional<std::int64_t> as_of{};  // of a first page; the others are as of the same commit
    std::string as_of_text{};             // as it was asked: a cursor belongs to it; empty where it was not
};

inline constexpr std::size_t entities_page_max = 1000;

// rows have the key columns key_names. All pages after a first one are as of its commit; names are those of
// now.
struct EntityList {
    std::vector<std::string> key_names{};
    std::vector<EntityRow> rows{};
    std::optional<std::string> next{};  // cursor of the next page
    std::int64_t as_of = 0;
    std::vector<std::string> warnings{};
};

struct ListingPorts {
    EntityStore& entities;
    AnalyticsStore& analytics;
    const KeyedHash& keyed_hash;
};

// Errors: invalid_argument for a range that ends before it begins and for a cursor that is not of this
// question; those of EntityStore::list.
Result<EntityList> list_entities(const EntityQuestion& question, const AuthorisedScope& scope,
                                 const ListingPorts& ports, std::stop_token stop);

}  // namespace insightflow
