// Where the fields of a fact stand among the columns of a file, and which columns are none of them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

class ColumnMap {
public:
    struct Unknown {
        std::size_t column = 0;
        std::string heading{};  // as the sender wrote it
    };

    ColumnMap() = default;
    // version_heading: of a column of versions, in any spelling; it may be one that means a field. choices:
    // what is said of columns beforehand; it counts more than their headings.
    explicit ColumnMap(std::string_view version_heading, std::vector<ColumnChoice> choices = {});

    // Takes in the columns that are new since the last call. An error where two headings mean one field, or
    // name two currencies for the amounts of one row; it names both.
    std::optional<Error> extend(const std::vector<std::string>& columns);

    // What no batch can do without: a date or timestamp (or a week or month where these are spread), a
    // measure, a platform unless one is given, and the columns that were named beforehand.
    std::optional<Error> missing(bool platform_given, bool spreads_periods) const;

    bool empty() const { return columns_seen_ == 0; }
    bool has(Field field) const { return slot(field).column != none; }
    // Only where has(field).
    std::size_t column(Field field) const { return slot(field).column; }
    AmountUnit unit(Field field) const { return slot(field).meaning.unit; }
    // Columns that mean the field less nearly: they count in rows that do not have the nearest.
    const std::vector<std::size_t>& others(Field field) const { return slot(field).others; }
    // The currency that a heading names for the amounts; empty where none does.
    const std::string& currency() const { return currency_; }
    // The columns with such headings.
    const std::vector<std::size_t>& currency_columns() const { return currency_columns_; }
    bool has_versions() const { return version_column_ != none; }
    // Only where has_versions().
    std::size_t version_column() const { return version_column_; }
    const std::vector<Unknown>& unknown() const { return unknown_; }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    struct Slot {
        std::size_t column = none;
        std::vector<std::size_t> others{};  // that mean the field less nearly, in the same unit
        std::string heading{};              // as the sender wrote it
        ColumnMeaning meaning{};
    };
    struct Choice {
        ColumnChoice said{};
        std::string heading{};  // normalised
        bool is_met = false;
    };

    const Slot& slot(Field field) const { return slots_[static_cast<std::size_t>(field)]; }
    std::optional<ColumnMeaning> meaning_of(const std::string& heading);
    std::optional<Error> place(std::size_t column, const std::string& heading, ColumnMeaning meaning);
    // The column is none of the field's after all.
    void give_up(Field field);
    // What headings mean only beside others.
    void settle_days();
    std::optional<Error> settle_currency();

    std::array<Slot, field_count> slots_{};
    std::vector<Unknown> unknown_{};
    std::size_t columns_seen_ = 0;
    std::vector<Choice> choices_{};
    std::string currency_{};
    std::vector<std::size_t> currency_columns_{};
    std::string version_heading_{};  // normalised; empty where none is asked for
    std::size_t version_column_ = none;
};

// One row of a chunk, by field.
class RowView {
public:
    RowView(const TextChunk& chunk, std::size_t row, const ColumnMap& map)
        : chunk_(chunk), row_(row), map_(map) {}

    const Cell& at(Field field) const {
        if (!map_.has(field)) return absent_;
        const Cell& nearest = at(map_.column(field));
        if (nearest.kind != CellKind::absent) return nearest;
        for (const std::size_t column : map_.others(field))
            if (const Cell& cell = at(column); cell.kind != CellKind::absent) return cell;
        return nearest;
    }
    const Cell& at(const ColumnMap::Unknown& unknown) const { return at(unknown.column); }
    bool has(Field field) const { return at(field).kind != CellKind::absent; }
    // The currency that the headings of the row's amounts name; empty where none does.
    std::string_view currency() const {
        for (const std::size_t column : map_.currency_columns())
            if (at(column).kind != CellKind::absent) return map_.currency();
        return {};
    }
    bool has_version() const { return map_.has_versions(); }
    // Only where has_version().
    const Cell& version() const { return at(map_.version_column()); }
    std::string_view version_heading() const { return chunk_.columns[map_.version_column()]; }
    std::uint64_t line() const { return chunk_.line[row_]; }
    // The heading as the sender wrote it; our own name where there is no such column.
    std::string_view heading(Field field) const {
        return map_.has(field) ? std::string_view(chunk_.columns[map_.column(field)]) : name_of(field);
    }

private:
    static constexpr Cell absent_{};

    const Cell& at(std::size_t column) const {
        const auto& cells = chunk_.cells[column];
        return row_ < cells.size() ? cells[row_] : absent_;
    }

    const TextChunk& chunk_;
    std::size_t row_;
    const ColumnMap& map_;
};

}  // namespace insightflow
