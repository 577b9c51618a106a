// Where the fields of a fact stand among the columns of a file, and which columns are none of them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/promotions.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

// Who says what a column means.
enum class ColumnOrigin : std::uint8_t {
    nobody,     // it means nothing that is known
    option,     // the batch's option map
    profile,    // the batch's profile
    heading,    // its heading is known
    likeness,   // its heading is like a known one
    promotion,  // it is made a dimension or measure of the source
};

// How a column is read. Without a meaning it is kept as it is.
struct ColumnReading {
    std::string heading{};  // as the sender wrote it
    std::optional<ColumnMeaning> meaning{};
    ColumnOrigin origin = ColumnOrigin::nobody;
    // Whether the field is read from it: from another one where that means the field more nearly.
    bool is_used = false;
    // Name of the dimension or measure of the source's own that it is; empty where it is none.
    std::string promoted{};
    PromotedAs promoted_as{};
};

class ColumnMap {
public:
    struct Unknown {
        std::size_t column = 0;
        std::string heading{};  // as the sender wrote it
    };
    // A column that is a dimension or measure of the source's own. number: of its promotion, those of
    // measures before those of dimensions; it stays when others come.
    struct Promoted {
        std::size_t column = 0;
        std::size_t number = 0;
        std::string name{};
    };

    ColumnMap() = default;
    // version_heading: of a column of versions, in any spelling; it may be one that means a field. choices:
    // what is said of columns beforehand; it counts more than their headings.
    // profile: the same by a profile, whose columns need not be there; it counts less than choices.
    // promotions: columns that are dimensions or measures of the source's own, whatever their heading or the
    // profile says; they need not be there.
    explicit ColumnMap(std::string_view version_heading, std::vector<ColumnChoice> choices = {},
                       std::vector<ColumnChoice> profile = {}, std::vector<Promotion> promotions = {});

    // Texts that hold no value, in any case, beside those that hold none in any file.
    void take_for_empty(const std::vector<std::string>& words);
    bool has_empty_words() const { return !empty_words_.empty(); }
    bool is_empty_word(std::string_view text) const;

    // Takes in the columns that are new since the last call. An error where two headings mean one field, or
    // name two currencies for the amounts of one row; it names both.
    std::optional<Error> extend(const std::vector<std::string>& columns);

    // What no batch can do without: a date or timestamp (or a week or month where these are spread), a
    // measure, a platform unless one is given, and the columns that were named beforehand.
    std::optional<Error> missing(bool platform_given, bool spreads_periods) const;

    bool empty() const { return readings_.empty(); }
    bool has(Field field) const { return slot(field).column != none; }
    // Only where has(field).
    std::size_t column(Field field) const { return slot(field).column; }
    AmountUnit unit(Field field) const { return slot(field).meaning.unit; }
    // Columns that mean the field less nearly: they count in rows that do not have the nearest, each in its
    // own unit and currency.
    const std::vector<std::size_t>& others(Field field) const { return slot(field).others; }
    // Of a column that means a field.
    const ColumnMeaning& meaning(std::size_t column) const { return *readings_[column].meaning; }
    // Whether a heading names the currency of an amount.
    bool has_currency() const { return has_currency_; }
    bool has_versions() const { return version_column_ != none; }
    // Only where has_versions().
    std::size_t version_column() const { return version_column_; }
    // By name.
    const std::vector<Promoted>& dimensions() const { return dimensions_; }
    const std::vector<Promoted>& own_measures() const { return own_measures_; }
    // What may become measures of the source's own, by name: those of the first numbers.
    std::span<const Promotion> promotions_of_measures() const;
    // Only ever longer.
    const std::vector<Unknown>& unknown() const { return unknown_; }
    // Every column so far.
    const std::vector<ColumnReading>& readings() const { return readings_; }
    // Columns that are like the heading of one field each, and alike near to it: none of them is taken.
    // Headings, with the field's name before them.
    const std::vector<std::string>& undecided() const { return undecided_; }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    struct Slot {
        std::size_t column = none;
        std::vector<std::size_t> others{};  // that mean the field less nearly
        ColumnMeaning meaning{};
    };
    struct Choice {
        ColumnChoice said{};
        std::string heading{};  // normalised
        bool is_met = false;
    };

    const Slot& slot(Field field) const { return slots_[static_cast<std::size_t>(field)]; }
    const std::string& heading(Field field) const { return readings_[slot(field).column].heading; }
    ColumnReading read(const std::string& heading);
    // nullptr where the column, its heading normalised, is none.
    const Promotion* promotion(const std::string& folded) const;
    // An error where two columns are one.
    std::optional<Error> add_promoted(std::size_t column);
    // Gives every field its columns, from all that were read.
    std::optional<Error> settle();
    std::optional<Error> settle(Field field, std::vector<std::size_t> columns);
    void settle_days();
    std::optional<Error> settle_currency();
    void note_unknown(std::size_t column);

    std::array<Slot, field_count> slots_{};
    std::vector<ColumnReading> readings_{};
    std::vector<Unknown> unknown_{};
    std::vector<bool> is_unknown_{};  // by column
    std::vector<std::string> undecided_{};
    std::vector<Choice> choices_{};
    std::vector<Choice> profile_{};
    std::vector<std::string> empty_words_{};  // in lower case
    std::vector<Promotion> promotions_{};     // measures first, by name
    std::vector<Promoted> dimensions_{};
    std::vector<Promoted> own_measures_{};
    bool has_currency_ = false;
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
        return null_if_empty(at(column_of(field)));
    }
    const Cell& at(const ColumnMap::Promoted& promoted) const { return null_if_empty(at(promoted.column)); }
    const std::vector<ColumnMap::Promoted>& dimensions() const { return map_.dimensions(); }
    const std::vector<ColumnMap::Promoted>& own_measures() const { return map_.own_measures(); }
    std::string_view heading(const ColumnMap::Promoted& promoted) const {
        return chunk_.columns[promoted.column];
    }
    const Cell& at(const ColumnMap::Unknown& unknown) const { return at(unknown.column); }
    // Of a column by its place; absent where the row has none.
    const Cell& at(std::size_t column) const {
        const auto& cells = chunk_.cells[column];
        return row_ < cells.size() ? cells[row_] : absent_;
    }
    bool has(Field field) const { return at(field).kind != CellKind::absent; }
    // The currencies that the headings of the row's cost and revenue name; empty where they name none.
    std::array<std::string_view, 2> currencies() const {
        if (!map_.has_currency()) return {};
        return {currency_of(Field::cost), currency_of(Field::revenue)};
    }
    // How the field's cell is written.
    AmountUnit unit(Field field) const {
        return map_.has(field) ? map_.meaning(column_of(field)).unit : AmountUnit::units;
    }
    bool has_version() const { return map_.has_versions(); }
    // Only where has_version().
    const Cell& version() const { return at(map_.version_column()); }
    std::string_view version_heading() const { return chunk_.columns[map_.version_column()]; }
    std::uint64_t line() const { return chunk_.line[row_]; }
    // The heading as the sender wrote it; our own name where there is no such column.
    std::string_view heading(Field field) const {
        return map_.has(field) ? std::string_view(chunk_.columns[column_of(field)]) : name_of(field);
    }

private:
    static constexpr Cell absent_{};
    static constexpr Cell null_{{}, CellKind::null};

    // With what the profile says of texts that hold no value.
    const Cell& null_if_empty(const Cell& cell) const {
        const bool may_be_empty = map_.has_empty_words() && cell.kind == CellKind::text;
        return may_be_empty && map_.is_empty_word(cell.text) ? null_ : cell;
    }
    // The one that the row's cell of the field is in.
    std::size_t column_of(Field field) const {
        const std::size_t nearest = map_.column(field);
        if (at(nearest).kind != CellKind::absent) return nearest;
        for (const std::size_t column : map_.others(field))
            if (at(column).kind != CellKind::absent) return column;
        return nearest;
    }
    std::string_view currency_of(Field field) const {
        if (!map_.has(field)) return {};
        const std::size_t column = column_of(field);
        if (at(column).kind == CellKind::absent) return {};
        return map_.meaning(column).currency;
    }
    const TextChunk& chunk_;
    std::size_t row_;
    const ColumnMap& map_;
};

}  // namespace insightflow
