// Use cases: a workspace's reference rates. They count for every question from then on, also for what is
// asked as of an earlier commit.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "application/accounts/scope.hpp"
#include "application/analytics/rate_store.hpp"

namespace insightflow {

// Rates of one request: all that the European Central Bank has told since 1999 are less than 300,000.
inline constexpr std::size_t rates_per_request_max = 400'000;
inline constexpr std::size_t rates_page_max = 5'000;

struct NewRates {
    std::string base{};
    std::vector<ReferenceRate> rates{};
};

// Errors: invalid_argument where a currency or the base is none, a day or a currency is told twice and
// differently, and for too many; conflict where the workspace has rates against another base. A fault's
// pointer is that of the rate in a list: "#/body/rates/3/currency".
Result<RateChanges> put_rates(const AuthorisedScope& scope, const NewRates& rates, const Origin& origin,
                              Timestamp now, RateStore& store);

// Errors: invalid_argument where the range ends before it begins.
Result<std::int64_t> remove_rates(const AuthorisedScope& scope, const RateFilter& filter,
                                  const Origin& origin, Timestamp now, RateStore& store);

struct RatePage {
    StoredRates stored{};
    std::optional<RatePlace> next{};  // after which the next page begins; none on the last one
};

// limit: 1 to rates_page_max. Errors: as of remove_rates().
Result<RatePage> list_rates(const AuthorisedScope& scope, const RateFilter& filter,
                            const std::optional<RatePlace>& after, std::size_t limit, RateStore& store);

}  // namespace insightflow
