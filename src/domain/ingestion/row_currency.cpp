#include "domain/ingestion/row_currency.hpp"

#include <algorithm>

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/currencies.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

std::uint16_t index_of(const std::string& code, std::vector<std::string>& known) {
    const auto found = std::ranges::find(known, code);
    const auto index = static_cast<std::uint16_t>(found - known.begin());
    if (found == known.end()) known.push_back(code);
    return index;
}

}  // namespace

std::optional<std::uint16_t> RowCurrency::read(const RowView& row, const std::string& usual,
                                               std::vector<std::string>& known, RowFindings& findings) {
    const Cell& cell = row.at(Field::currency);
    const auto [of_cost, of_revenue] = row.currencies();
    if (!of_cost.empty() && !of_revenue.empty() && of_cost != of_revenue) {
        findings.fault(row.heading(Field::revenue), fault::currency_conflict, of_revenue);
        return std::nullopt;
    }
    const std::string_view of_heading = of_cost.empty() ? of_revenue : of_cost;
    if (of_heading.empty() && cell.kind == CellKind::text && !cell.text.empty() && cell.text == last_text_)
        return last_index_;
    const auto text = read_text(cell, label_bytes_max);
    if (text.fault) {
        findings.fault(row.heading(Field::currency), *text.fault, cell.text);
        return std::nullopt;
    }
    if (!text.value) {
        if (!of_heading.empty()) return index_of(std::string(of_heading), known);
        return index_of(usual, known);
    }
    const std::string code = upper_ascii(*text.value);
    if (!is_currency(code)) {
        findings.fault(row.heading(Field::currency), fault::unknown_currency, *text.value);
        return std::nullopt;
    }
    if (!of_heading.empty() && code != of_heading) {
        findings.fault(row.heading(Field::currency), fault::currency_conflict, *text.value);
        return std::nullopt;
    }
    last_index_ = index_of(code, known);
    last_text_.assign(cell.text);
    return last_index_;
}

}  // namespace insightflow
