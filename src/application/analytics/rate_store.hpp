// Port: the reference rates of a workspace, against its one base.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "application/accounts/audit.hpp"
#include "domain/money/rates.hpp"

namespace insightflow {

struct RateChanges {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    friend bool operator==(const RateChanges&, const RateChanges&) = default;
};

struct RateFilter {
    DayRange days{};
    std::optional<std::string> currency{};
};

// By day, then currency.
struct StoredRates {
    std::string base{};  // empty where the workspace has no rate at all
    std::vector<ReferenceRate> rates{};
};

using RatePlace = std::pair<Day, std::string>;

// Any thread calls it.
class RateStore {
public:
    virtual ~RateStore() = default;

    // In place of those of the same days and currencies; all of them, or none. There are some. Errors:
    // conflict where the workspace has rates against another base.
    virtual Result<RateChanges> put(WorkspaceId workspace, const std::string& base,
                                    std::span<const ReferenceRate> rates, const AuditEvent& event) = 0;

    // How many they were; the event is recorded where there were any.
    virtual Result<std::int64_t> remove(WorkspaceId workspace, const RateFilter& filter,
                                        const AuditEvent& event) = 0;

    // At most limit, after the given place.
    virtual Result<StoredRates> list(WorkspaceId workspace, const RateFilter& filter,
                                     const std::optional<RatePlace>& after, std::size_t limit) = 0;

    // Of these currencies on the days, both ends of which are set.
    virtual Result<RateTable> table(WorkspaceId workspace, const std::set<std::string>& currencies,
                                    const DayRange& days) = 0;
};

}  // namespace insightflow
