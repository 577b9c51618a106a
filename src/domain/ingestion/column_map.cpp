#include "domain/ingestion/column_map.hpp"

#include <algorithm>

namespace insightflow {
namespace {

// Before all that headings say.
constexpr int chosen_rank = -1;

}  // namespace

ColumnMap::ColumnMap(std::string_view version_heading, std::vector<ColumnChoice> choices)
    : version_heading_(normalise_heading(version_heading)) {
    for (ColumnChoice& choice : choices) {
        std::string heading = normalise_heading(choice.heading);
        choices_.push_back({std::move(choice), std::move(heading), false});
    }
}

std::optional<Error> ColumnMap::extend(const std::vector<std::string>& columns) {
    if (columns_seen_ == columns.size()) return std::nullopt;
    for (; columns_seen_ < columns.size(); ++columns_seen_) {
        const std::string& heading = columns[columns_seen_];
        auto meaning = meaning_of(heading);
        if (!version_heading_.empty() && normalise_heading(heading) == version_heading_) {
            if (has_versions())
                return invalid_argument("the columns '" + columns[version_column_] + "' and '" + heading +
                                        "' both hold versions: leave one of them out");
            version_column_ = columns_seen_;
            if (!meaning) continue;
        }
        if (!meaning) {
            unknown_.push_back({columns_seen_, heading});
            continue;
        }
        if (auto refused = place(columns_seen_, heading, std::move(*meaning))) return refused;
    }
    settle_days();
    return settle_currency();
}

std::optional<ColumnMeaning> ColumnMap::meaning_of(const std::string& heading) {
    if (choices_.empty()) return meaning_of_heading(heading);
    const auto choice = std::ranges::find(choices_, normalise_heading(heading), &Choice::heading);
    if (choice == choices_.end()) return meaning_of_heading(heading);
    choice->is_met = true;
    auto meaning = choice->said.meaning;
    if (!meaning) return std::nullopt;
    meaning->rank = chosen_rank;
    // The heading may still name the currency.
    if (const auto read = meaning_of_heading(heading); read && is_money(meaning->field))
        meaning->currency = read->currency;
    return meaning;
}

std::optional<Error> ColumnMap::place(std::size_t column, const std::string& heading, ColumnMeaning meaning) {
    Slot& slot = slots_[static_cast<std::size_t>(meaning.field)];
    if (slot.column != none && slot.meaning.rank == meaning.rank) {
        return invalid_argument("the columns '" + slot.heading + "' and '" + heading + "' both mean " +
                                std::string(name_of(meaning.field)) +
                                ": leave one of them out, or say which with map, as in map=" + heading + "=" +
                                std::string(name_of(meaning.field)));
    }
    if (slot.column != none && slot.meaning.rank < meaning.rank) {
        unknown_.push_back({column, heading});
        if (slot.meaning.unit == meaning.unit) slot.others.push_back(column);
        return std::nullopt;
    }
    std::vector<std::size_t> others;
    if (slot.column != none) {
        unknown_.push_back({slot.column, slot.heading});
        if (slot.meaning.unit == meaning.unit) {
            others = std::move(slot.others);
            others.insert(others.begin(), slot.column);
        }
    }
    slot = {column, std::move(others), heading, std::move(meaning)};
    return std::nullopt;
}

void ColumnMap::give_up(Field field) {
    Slot& slot = slots_[static_cast<std::size_t>(field)];
    unknown_.push_back({slot.column, slot.heading});
    slot = {};
}

void ColumnMap::settle_days() {
    const ColumnMeaning& date = slot(Field::date).meaning;
    // Beside a timestamp, "Tag" and "Data" need not be German and Italian.
    if (has(Field::date) && date.rank == foreign_rank && (has(Field::timestamp) || has(Field::date_hour)))
        give_up(Field::date);
    // The end date of a campaign says nothing of a row for one day.
    if (has(Field::period_end) && has(Field::date) && !date.begins_period &&
        slot(Field::period_end).meaning.rank != chosen_rank)
        give_up(Field::period_end);
}

std::optional<Error> ColumnMap::settle_currency() {
    currency_.clear();
    currency_columns_.clear();
    const Slot* first = nullptr;
    for (const Field field : {Field::cost, Field::revenue}) {
        const Slot& amount = slot(field);
        if (amount.meaning.currency.empty()) continue;
        if (first != nullptr && first->meaning.currency != amount.meaning.currency)
            return invalid_argument("the columns '" + first->heading + "' and '" + amount.heading +
                                    "' are in two currencies, and a row has one: leave one of them out");
        first = &amount;
        currency_ = amount.meaning.currency;
        currency_columns_.push_back(amount.column);
    }
    return std::nullopt;
}

std::optional<Error> ColumnMap::missing(bool platform_given, bool spreads_periods) const {
    for (const Choice& choice : choices_) {
        if (!choice.is_met)
            return invalid_argument("no column is named '" + choice.said.heading +
                                    "', as the option map says");
    }
    const bool has_day = std::ranges::any_of(
        std::array{Field::date, Field::timestamp, Field::date_hour, Field::week, Field::month},
        [this](Field field) { return has(field); });
    if (!has_day) {
        return invalid_argument(
            "no column holds the date: name one 'date' or 'timestamp', or say which it is with "
            "map=HEADING=date");
    }
    for (const Field period : {Field::week, Field::month}) {
        const bool has_daily = has(Field::date) || has(Field::timestamp) || has(Field::date_hour);
        if (has(period) && !has_daily && !spreads_periods)
            return invalid_argument("the column '" + slot(period).heading + "' tells " +
                                    std::string(name_of(period)) +
                                    "s, and a fact is of one day: export it by day, or say spread=even");
    }
    if (std::ranges::none_of(all_measures, [this](Measure measure) { return has(field_of(measure)); })) {
        return invalid_argument(
            "no column holds a measure: name one impressions, clicks, cost, revenue, conversions or "
            "new_customers, or say which it is with map=HEADING=cost");
    }
    if (!has(Field::platform) && !platform_given) {
        return invalid_argument(
            "no column holds the platform: name one 'platform', or give the option platform");
    }
    if (!version_heading_.empty() && !has_versions()) {
        return invalid_argument("no column is named '" + version_heading_ +
                                "', as the option version_column says");
    }
    return std::nullopt;
}

}  // namespace insightflow
