#include "domain/ingestion/row_findings.hpp"

#include <algorithm>

#include "domain/text/printable.hpp"

namespace insightflow {
RowFault row_fault(std::string_view field, const Finding& finding, std::string_view text) {
    std::string message(finding.message);
    if (!text.empty()) message += ": " + in_quotes(text, excerpt_bytes_max);
    return {std::string(field), std::string(finding.code), std::move(message)};
}

void WarningTally::note(std::string_view field, const Finding& finding, std::int64_t rows,
                        std::uint64_t first_line) {
    const auto same = [&](const Warning& warning) {
        return warning.code == finding.code && warning.field == field;
    };
    const auto known = std::ranges::find_if(warnings_, same);
    if (known != warnings_.end()) {
        known->rows += rows;
        return;
    }
    warnings_.push_back(
        {std::string(finding.code), std::string(field), std::string(finding.message), rows, first_line});
}

}  // namespace insightflow
