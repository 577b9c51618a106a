// Reference rates: what one unit of a base currency was worth in others, day by day, as central banks tell
// it. All exact: a cross rate is the fraction of two of them, and no rate is ever made up.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// Units of the currency for one unit of the base: units x 10^-scale, above zero, no zero at the end of its
// decimals.
struct Rate {
    std::int64_t units = 1;
    int scale = 0;
    std::string text() const { return ExactNumber{units, scale}.text(); }
    friend bool operator==(const Rate&, const Rate&) = default;
};

inline constexpr int rate_digits_max = 15;
inline constexpr int rate_decimals_max = 12;
inline constexpr std::int64_t rate_units_max = 999'999'999'999'999;
inline constexpr std::size_t rate_text_max = 32;

// A plain decimal such as 1.0956, above zero, of at most rate_digits_max digits, rate_decimals_max of them
// decimals. nullopt for any other text.
std::optional<Rate> parse_rate(std::string_view text);

struct ReferenceRate {
    Day day{};
    std::string currency{};
    Rate rate{};
    friend bool operator==(const ReferenceRate&, const ReferenceRate&) = default;
};

// A day without a rate (a weekend, a holiday) takes the last one before it, so many days old at most.
inline constexpr std::chrono::days rate_age_max{7};

// By what an amount is multiplied: the fraction in lowest terms, both of its parts below 10^27.
struct Factor {
    Fraction value{};
    bool is_older = false;  // a rate of an earlier day stands in it
};

// The rates of some currencies over some days.
class RateTable {
public:
    explicit RateTable(std::string base = {}) : base_(std::move(base)) {}
    // In the order of days for each currency.
    void add(const ReferenceRate& rate);
    // From one currency to another on the day; nullopt where one of the two has no rate. A currency is worth
    // one of itself, also where nothing is known of it.
    std::optional<Factor> factor(const std::string& from, const std::string& to, Day day) const;

private:
    struct Found {
        Rate rate{};
        bool is_older = false;
    };
    std::optional<Found> rate_of(const std::string& currency, Day day) const;

    std::string base_;
    std::map<std::string, std::vector<std::pair<Day, Rate>>> days_{};
};

}  // namespace insightflow
