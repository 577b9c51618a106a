// The clock and the currency of each account of a batch: those that are set for it, else those of the batch.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/line_dictionary.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/ingestion/row_time.hpp"

namespace insightflow {

struct AccountClock {
    std::string currency;  // of rows that name none
    LocalClock clock;
    RowTimeReader times;
};

// One thread.
class AccountClocks {
public:
    // All zones of the options must be time zones.
    explicit AccountClocks(const BatchOptions& options);

    // A line that has faults has the batch's.
    AccountClock& of(const LineSpelling& spelling, const LineDictionary& lines);

private:
    AccountClock& find(const LineKey& line);

    AccountClock batch_;
    std::map<std::string, AccountClock> set_{};  // by the account's id
    std::vector<AccountClock*> of_line_{};       // by the number of the line, as far as they were asked for
};

}  // namespace insightflow
