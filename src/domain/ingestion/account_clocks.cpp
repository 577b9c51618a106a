#include "domain/ingestion/account_clocks.hpp"

namespace insightflow {
namespace {

AccountClock clock_of(const BatchOptions& options, const std::string& currency,
                      const std::string& time_zone) {
    return {currency, LocalClock(time_zone),
            RowTimeReader(time_zone, options.conventions.date_order, options.spread)};
}

}  // namespace

AccountClocks::AccountClocks(const BatchOptions& options)
    : batch_(clock_of(options, options.currency, options.time_zone)) {
    for (const auto& [account, settings] : options.accounts) {
        set_.emplace(account, clock_of(options, settings.currency.value_or(options.currency),
                                       settings.time_zone.value_or(options.time_zone)));
    }
}

AccountClock& AccountClocks::of(const LineSpelling& spelling, const LineDictionary& lines) {
    if (set_.empty() || !spelling.faults.empty()) return batch_;
    if (spelling.line >= of_line_.size()) of_line_.resize(spelling.line + 1, nullptr);
    AccountClock*& known = of_line_[spelling.line];
    if (known == nullptr) known = &find(lines.lines()[spelling.line]);
    return *known;
}

AccountClock& AccountClocks::find(const LineKey& line) {
    const auto found = line.account_id ? set_.find(*line.account_id) : set_.end();
    return found == set_.end() ? batch_ : found->second;
}

}  // namespace insightflow
