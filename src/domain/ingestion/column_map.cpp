#include "domain/ingestion/column_map.hpp"

#include <algorithm>
#include <utility>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// Before all that headings say.
constexpr int chosen_rank = -2'000;
constexpr int profile_rank = -1'000;  // of the first column of a profile

constexpr std::size_t index_of(Field field) { return static_cast<std::size_t>(field); }

}  // namespace

ColumnMap::ColumnMap(std::string_view version_heading, std::vector<ColumnChoice> choices,
                     std::vector<ColumnChoice> profile, std::vector<Promotion> promotions)
    : promotions_(std::move(promotions)), version_heading_(normalise_heading(version_heading)) {
    std::ranges::sort(promotions_, {}, [](const Promotion& promotion) {
        return std::pair(promotion.is_dimension(), std::string_view(promotion.name));
    });
    const auto keep = [](std::vector<ColumnChoice>& from, std::vector<Choice>& to) {
        for (ColumnChoice& choice : from) {
            std::string heading = normalise_heading(choice.heading);
            to.push_back({std::move(choice), std::move(heading), false});
        }
    };
    keep(choices, choices_);
    keep(profile, profile_);
}

void ColumnMap::take_for_empty(const std::vector<std::string>& words) {
    for (const std::string& word : words) empty_words_.push_back(lower_ascii(trimmed(word)));
}

bool ColumnMap::is_empty_word(std::string_view text) const {
    return std::ranges::any_of(
        empty_words_, [&](const std::string& word) { return equal_ignoring_case(trimmed(text), word); });
}

std::optional<Error> ColumnMap::extend(const std::vector<std::string>& columns) {
    if (readings_.size() == columns.size()) return std::nullopt;
    for (std::size_t column = readings_.size(); column < columns.size(); ++column) {
        const std::string& heading = columns[column];
        readings_.push_back(read(heading));
        is_unknown_.push_back(false);
        if (!readings_.back().promoted.empty())
            if (auto refused = add_promoted(column)) return refused;
        if (version_heading_.empty() || normalise_heading(heading) != version_heading_) continue;
        if (has_versions())
            return invalid_argument("the columns '" + columns[version_column_] + "' and '" + heading +
                                    "' both hold versions: leave one of them out");
        version_column_ = column;
    }
    return settle();
}

ColumnReading ColumnMap::read(const std::string& heading) {
    const auto by_heading = meaning_of_heading(heading);
    const std::string folded = normalise_heading(heading);
    const auto chosen = [&](Choice& choice, int rank, ColumnOrigin origin) {
        choice.is_met = true;
        ColumnReading reading{heading, choice.said.meaning, origin, false};
        if (auto& meaning = reading.meaning) {
            meaning->rank = rank;
            // The heading may still name the currency, and that the day is the first of several.
            if (by_heading && is_money(meaning->field)) meaning->currency = by_heading->currency;
            if (by_heading && meaning->field == by_heading->field)
                meaning->begins_period = by_heading->begins_period;
        }
        return reading;
    };
    const auto choice = std::ranges::find(choices_, folded, &Choice::heading);
    if (choice != choices_.end()) return chosen(*choice, chosen_rank, ColumnOrigin::option);
    if (const Promotion* promoted = promotion(folded))
        return {heading, std::nullopt, ColumnOrigin::promotion, true, promoted->name, promoted->as};
    const auto known = std::ranges::find(profile_, folded, &Choice::heading);
    if (known != profile_.end())
        return chosen(*known, profile_rank + static_cast<int>(known - profile_.begin()),
                      ColumnOrigin::profile);
    if (!by_heading) return {heading};
    const bool is_like = by_heading->rank >= likeness_rank;
    return {heading, by_heading, is_like ? ColumnOrigin::likeness : ColumnOrigin::heading};
}

const Promotion* ColumnMap::promotion(const std::string& folded) const {
    const auto found = std::ranges::find_if(promotions_, [&](const Promotion& promotion) {
        return normalise_heading(promotion.column) == folded;
    });
    return found == promotions_.end() ? nullptr : &*found;
}

std::span<const Promotion> ColumnMap::promotions_of_measures() const {
    return {promotions_.begin(), std::ranges::find_if(promotions_, &Promotion::is_dimension)};
}

std::optional<Error> ColumnMap::add_promoted(std::size_t column) {
    const std::string& name = readings_[column].promoted;
    const PromotedAs as = readings_[column].promoted_as;
    std::vector<Promoted>& known = as == PromotedAs::dimension ? dimensions_ : own_measures_;
    const auto place = std::ranges::lower_bound(known, name, {}, &Promoted::name);
    if (place != known.end() && place->name == name)
        return invalid_argument("the columns '" + readings_[place->column].heading + "' and '" +
                                readings_[column].heading + "' are both the " + std::string(name_of(as)) +
                                " " + name + ": leave one of them out");
    const auto promotion = std::ranges::find(promotions_, name, &Promotion::name);
    const auto number = static_cast<std::size_t>(promotion - promotions_.begin());
    known.insert(place, {column, number, name});
    return std::nullopt;
}

std::optional<Error> ColumnMap::settle() {
    const auto unknown_before = static_cast<std::ptrdiff_t>(unknown_.size());
    std::array<std::vector<std::size_t>, field_count> columns;
    for (std::size_t column = 0; column < readings_.size(); ++column) {
        if (!readings_[column].promoted.empty()) continue;
        readings_[column].is_used = false;
        if (const auto& meaning = readings_[column].meaning)
            columns[index_of(meaning->field)].push_back(column);
        else if (column != version_column_)
            note_unknown(column);
    }
    undecided_.clear();
    for (std::size_t field = 0; field < field_count; ++field) {
        slots_[field] = {};
        if (columns[field].empty()) continue;
        if (auto refused = settle(static_cast<Field>(field), std::move(columns[field]))) return refused;
    }
    settle_days();
    std::ranges::sort(unknown_.begin() + unknown_before, unknown_.end(), {}, &Unknown::column);
    return settle_currency();
}

// The nearest one holds the field; those of the same unit hold it in rows that have nothing there.
std::optional<Error> ColumnMap::settle(Field field, std::vector<std::size_t> columns) {
    const auto meaning = [this](std::size_t column) -> const ColumnMeaning& {
        return *readings_[column].meaning;
    };
    std::ranges::stable_sort(columns, {}, [&](std::size_t column) { return meaning(column).rank; });
    const std::size_t nearest = columns.front();
    const bool is_tied = columns.size() > 1 && meaning(columns[1]).rank == meaning(nearest).rank;
    if (is_tied && readings_[nearest].origin == ColumnOrigin::likeness) {
        std::string names(name_of(field));
        for (const std::size_t column : columns) {
            names += (column == nearest ? ": '" : ", '") + readings_[column].heading + "'";
            note_unknown(column);
        }
        undecided_.push_back(std::move(names));
        return std::nullopt;
    }
    if (is_tied) {
        const std::string& other = readings_[columns[1]].heading;
        return invalid_argument("the columns '" + readings_[nearest].heading + "' and '" + other +
                                "' both mean " + std::string(name_of(field)) +
                                ": leave one of them out, or say which with map, as in map=" + other + "=" +
                                std::string(name_of(field)));
    }
    Slot& slot = slots_[index_of(field)];
    slot = {nearest, {}, meaning(nearest)};
    readings_[nearest].is_used = true;
    for (const std::size_t column : columns) {
        if (column == nearest) continue;
        note_unknown(column);
        slot.others.push_back(column);
    }
    return std::nullopt;
}

void ColumnMap::note_unknown(std::size_t column) {
    if (is_unknown_[column]) return;
    is_unknown_[column] = true;
    unknown_.push_back({column, readings_[column].heading});
}

// What headings mean only beside others.
void ColumnMap::settle_days() {
    const auto give_up = [this](Field field) {
        Slot& slot = slots_[index_of(field)];
        readings_[slot.column].is_used = false;
        note_unknown(slot.column);
        slot = {};
    };
    const ColumnMeaning& date = slot(Field::date).meaning;
    // Beside a timestamp, "Tag" and "Data" need not be German and Italian.
    if (has(Field::date) && date.rank == foreign_rank && (has(Field::timestamp) || has(Field::date_hour)))
        give_up(Field::date);
    // The end date of a campaign, or of the whole report, says nothing of a row for one day.
    if (has(Field::period_end) && has(Field::date) && !date.begins_period &&
        slot(Field::period_end).meaning.rank != chosen_rank)
        give_up(Field::period_end);
}

std::optional<Error> ColumnMap::settle_currency() {
    has_currency_ = false;
    const Slot* first = nullptr;
    for (const Field field : {Field::cost, Field::revenue}) {
        const Slot& amount = slot(field);
        const auto names_one = [this](std::size_t column) { return !meaning(column).currency.empty(); };
        has_currency_ = has_currency_ || std::ranges::any_of(amount.others, names_one);
        if (amount.meaning.currency.empty()) continue;
        if (first != nullptr && first->meaning.currency != amount.meaning.currency)
            return invalid_argument("the columns '" + readings_[first->column].heading + "' and '" +
                                    readings_[amount.column].heading +
                                    "' are in two currencies, and a row has one: leave one of them out");
        first = &amount;
        has_currency_ = true;
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
            return invalid_argument("the column '" + heading(period) + "' tells " +
                                    std::string(name_of(period)) +
                                    "s, and a fact is of one day: export it by day, or say spread=even");
    }
    const auto is_there = [this](Measure measure) { return has(field_of(measure)); };
    if (own_measures_.empty() && std::ranges::none_of(all_measures, is_there)) {
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
