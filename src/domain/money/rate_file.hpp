// The file in which the European Central Bank hands out its reference rates (eurofxref-hist.csv): a line of
// headings, "Date" and then currencies, and a line per day with a rate for each; a comma may end any line.
// https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/money/rates.hpp"

namespace insightflow {

inline constexpr std::string_view rate_file_base = "EUR";

struct RateFile {
    std::vector<ReferenceRate> rates{};
    // Codes in the headings that are no currencies any more, and that no fact can have: CYP, EEK.
    std::set<std::string> ignored{};
};

// "N/A" and an empty cell are no rate. Errors: invalid_argument with a fault for each line and column that
// cannot be read ("#/body/3/USD": the third line), at most so many.
inline constexpr std::size_t rate_faults_max = 20;
Result<RateFile> read_rate_file(std::string_view text);

// What one rate must be, for a fault of it.
std::string rate_rule();
// Whether rates may be of the day: as facts.
bool is_rate_day(Day day);

}  // namespace insightflow
