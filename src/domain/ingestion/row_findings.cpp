#include "domain/ingestion/row_findings.hpp"

#include <algorithm>

namespace insightflow {
namespace {

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string excerpt(std::string_view text) {
    std::size_t size = std::min(text.size(), excerpt_bytes_max);
    while (size < text.size() && size > 0 && continues_a_character(text[size])) --size;
    std::string out(text.substr(0, size));
    std::ranges::replace_if(
        out, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, '?');
    if (size < text.size()) out += "...";
    return out;
}

}  // namespace

RowFault row_fault(std::string_view field, const Finding& finding, std::string_view text) {
    std::string message(finding.message);
    if (!text.empty()) message += ": '" + excerpt(text) + "'";
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
