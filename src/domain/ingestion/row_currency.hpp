// The currency of a row's amounts: its own, else the one that its headings name, else the usual one
// of its account.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/row_findings.hpp"

namespace insightflow {

class RowCurrency {
public:
    // The currency's place in known, which it is added to where it is not there. usual: ISO 4217; of rows
    // that name none. Sets a fault where it gives none.
    std::optional<std::uint16_t> read(const RowView& row, const std::string& usual,
                                      std::vector<std::string>& known, RowFindings& findings);

private:
    // The last cell that was read: files seldom have a second one.
    std::string last_text_{};
    std::uint16_t last_index_ = 0;
};

}  // namespace insightflow
