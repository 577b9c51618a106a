// Use case: what changed since then, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "application/analytics/as_of.hpp"
#include "application/analytics/change_store.hpp"

namespace insightflow {

// since, until: as commit_of() takes them; without until, up to now.
struct ChangesQuestion {
    std::string since{};
    std::optional<std::string> until{};
    std::vector<RowFilter> filters{};
    DayRange range{};
    std::size_t limit = 0;
};

inline constexpr std::size_t changes_max = 10'000;

struct Changes {
    std::int64_t since = 0;  // commits
    std::int64_t until = 0;
    std::vector<ChangedCell> cells{};
    bool more_rows = false;  // limit left cells out
};

struct ChangesPorts {
    ChangeStore& changes;
    FactStore& facts;
    const AsOf& as_of;
};

// Errors: those of commit_of(), at #/query/since and #/query/until; invalid_argument where until is before
// since, or a range ends before it begins; those of ChangeStore.
Result<Changes> changes_since(const ChangesQuestion& question, const AuthorisedScope& scope, Timestamp now,
                              const ChangesPorts& ports, std::stop_token stop);

}  // namespace insightflow
