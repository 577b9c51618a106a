// Rows of a table that add up the others: exports end with them. They are no facts: counted as such, every
// figure would be twice what it is. They are left out, and held against the sum of the rows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/conventions.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/ingestion/row_measures.hpp"
#include "domain/money/exact.hpp"

namespace insightflow {

// "Total", "Total: Account", "Grand total", "Gesamt" and the like.
bool is_total_label(std::string_view text);

// A file has a few of them; what comes after so many is taken for rows.
inline constexpr std::int64_t totals_max = 100;

class TotalRows {
public:
    // labels: beginnings of a total's label, in any case, beside the usual words.
    void know(std::vector<std::string> labels) { labels_ = std::move(labels); }

    // Whether the row is a total: it has no day of its own and a total's label; or, once in a file, neither a
    // day of its own nor anything of what is advertised, where the table has columns for both. It is
    // remembered then.
    bool takes(const RowView& row, const ColumnMap& map, const Conventions& conventions,
               RowFindings& findings);
    // A total that is a label alone.
    bool takes_broken(const BrokenRow& row);

    // A row that counts.
    void add(const RowMeasures& measures, std::uint16_t currency);

    // The line of the row without label that is not the sum of the rows, so that it is no total.
    std::optional<std::uint64_t> no_total() const;

    // Warns of the totals: that they were left out, and where none of them is what the rows add up to.
    void finish(WarningTally& warnings) const;

private:
    struct Total {
        std::uint64_t line = 0;
        bool is_labelled = true;
        RowMeasures measures{};
        std::array<std::string, measure_count> heading{};
    };

    bool has_label(std::string_view text) const;
    bool has_label(const Cell& cell) const { return cell.kind == CellKind::text && has_label(cell.text); }
    bool has_day(const RowView& row) const;
    bool is_comparable(const Total& total, Measure measure) const;
    // The first measure in which the total differs from the sum.
    std::optional<Measure> difference(const Total& total) const;
    bool is_the_sum(const Total& total) const;

    std::vector<std::string> labels_{};
    std::vector<Total> totals_{};
    std::int64_t rows_ = 0;             // totals, those without fields too
    std::uint64_t first_labelled_ = 0;  // line of the first with a label; 0 where there is none
    bool has_unlabelled_ = false;
    std::array<Int128, measure_count> sums_{};
    std::optional<std::uint16_t> currency_{};
    bool mixes_currencies_ = false;
};

}  // namespace insightflow
