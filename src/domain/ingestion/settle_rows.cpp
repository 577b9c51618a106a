#include "domain/ingestion/settle_rows.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>

namespace insightflow {
namespace {

constexpr std::uint32_t unused = static_cast<std::uint32_t>(-1);

template <class T>
void keep_rows(std::vector<T>& column, const std::vector<RowState>& state) {
    if (column.empty()) return;
    std::size_t kept = 0;
    for (std::size_t row = 0; row < state.size(); ++row) {
        if (state[row] == RowState::kept) column[kept++] = column[row];
    }
    column.resize(kept);
}

void keep_rows(FactColumns& facts, const std::vector<RowState>& state) {
    if (std::ranges::all_of(state, [](RowState s) { return s == RowState::kept; })) return;
    keep_rows(facts.line, state);
    keep_rows(facts.day, state);
    keep_rows(facts.bucket, state);
    keep_rows(facts.utc_start_us, state);
    keep_rows(facts.version, state);
    keep_rows(facts.currency, state);
    keep_rows(facts.revenue_estimated, state);
    keep_rows(facts.extra, state);
    for (MeasureColumn& column : facts.measures) {
        keep_rows(column.value, state);
        keep_rows(column.present, state);
    }
    for (OwnMeasure& own : facts.own_measures) {
        keep_rows(own.column.value, state);
        keep_rows(own.column.present, state);
    }
}

bool is_nowhere(const OwnMeasure& own) {
    return std::ranges::none_of(own.column.present, [](std::uint8_t present) { return present != 0; });
}

// Renumbers a column's values by first use; the answer holds the old number of each new one. `start` numbers
// keep their place.
template <class T>
std::vector<std::uint32_t> renumber(std::vector<T>& column, std::size_t pool_size, std::uint32_t start = 0) {
    std::vector<std::uint32_t> new_of(pool_size, unused);
    const auto fixed = new_of.begin() + start;
    std::iota(new_of.begin(), fixed, 0U);
    std::vector<std::uint32_t> old_of(new_of.begin(), fixed);
    for (T& value : column) {
        std::uint32_t& place = new_of[value];
        if (place == unused) {
            place = static_cast<std::uint32_t>(old_of.size());
            old_of.push_back(value);
        }
        value = static_cast<T>(place);
    }
    return old_of;
}

template <class T>
std::vector<T> picked(std::vector<T>& pool, const std::vector<std::uint32_t>& old_of) {
    std::vector<T> out;
    out.reserve(old_of.size());
    for (const std::uint32_t old : old_of) out.push_back(std::move(pool[old]));
    return out;
}

void take_given(std::optional<std::string>& name, const std::optional<std::string>& given) {
    if (given) name = given;
}

// Names by number of line, from the spellings of the rows in their order.
std::vector<LineNames> last_names(const BatchRows& rows, const std::vector<RowState>& state,
                                  const LineDictionary& dictionary) {
    std::vector<LineNames> names(dictionary.lines().size());
    std::vector<std::uint32_t> latest(names.size(), unused);
    for (std::size_t row = 0; row < state.size(); ++row) {
        const std::uint32_t line = rows.facts.line[row];
        if (state[row] == RowState::rejected || latest[line] == rows.spelling[row]) continue;
        latest[line] = rows.spelling[row];
        const LineNames& given = dictionary.spellings()[rows.spelling[row]].names;
        take_given(names[line].account, given.account);
        take_given(names[line].campaign, given.campaign);
        take_given(names[line].ad_group, given.ad_group);
        take_given(names[line].ad, given.ad);
    }
    return names;
}

struct Entity {
    Field name_field;
    std::optional<std::string> LineKey::*id;
    std::optional<std::string> LineNames::*name;
};
constexpr std::array<Entity, 4> entities{{{Field::account_name, &LineKey::account_id, &LineNames::account},
                                          {Field::campaign_name, &LineKey::campaign_id, &LineNames::campaign},
                                          {Field::ad_group_name, &LineKey::ad_group_id, &LineNames::ad_group},
                                          {Field::ad_name, &LineKey::ad_id, &LineNames::ad}}};

using PlatformAndName = std::pair<std::string_view, std::string_view>;

// Lines whose id is made from a name that another line of the platform gives beside a number.
std::vector<bool> doubly_named(const FactColumns& facts, const Entity& entity) {
    std::map<PlatformAndName, std::vector<std::uint32_t>> named;
    const auto is_named = [&](std::uint32_t line) {
        return (facts.lines[line].*entity.id)->starts_with(name_id_prefix);
    };
    for (std::uint32_t line = 0; line < facts.lines.size(); ++line) {
        const auto& name = facts.names[line].*entity.name;
        if (name && is_named(line)) named[{facts.lines[line].platform, *name}].push_back(line);
    }
    std::vector<bool> doubled(facts.lines.size(), false);
    for (std::uint32_t line = 0; line < facts.lines.size() && !named.empty(); ++line) {
        const auto& name = facts.names[line].*entity.name;
        if (!name || is_named(line)) continue;
        const auto same = named.find({facts.lines[line].platform, *name});
        if (same == named.end()) continue;
        for (const std::uint32_t other : same->second) doubled[other] = true;
    }
    return doubled;
}

// file_line: of each row of the facts.
void warn_of_double_names(const FactColumns& facts, const std::vector<std::uint64_t>& file_line,
                          WarningTally& warnings) {
    for (const Entity& entity : entities) {
        const std::vector<bool> doubled = doubly_named(facts, entity);
        const auto is_doubled = [&](std::uint32_t line) { return doubled[line]; };
        const auto rows = std::ranges::count_if(facts.line, is_doubled);
        if (rows == 0) continue;
        const auto first = std::ranges::find_if(facts.line, is_doubled) - facts.line.begin();
        warnings.note(name_of(entity.name_field), warning::named_and_numbered, rows,
                      file_line[static_cast<std::size_t>(first)]);
    }
}

}  // namespace

FactColumns settle_rows(BatchRows rows, const std::vector<RowState>& state, LineDictionary dictionary,
                        std::vector<std::string> extras, WarningTally& warnings) {
    std::vector<LineNames> names = last_names(rows, state, dictionary);
    FactColumns facts = std::move(rows.facts);
    keep_rows(facts, state);
    keep_rows(rows.file_line, state);
    std::vector<LineKey> lines = std::move(dictionary).take_lines();
    const auto lines_used = renumber(facts.line, lines.size());
    facts.lines = picked(lines, lines_used);
    facts.names = picked(names, lines_used);
    facts.currencies = picked(facts.currencies, renumber(facts.currency, facts.currencies.size()));
    std::erase_if(facts.own_measures, is_nowhere);
    facts.extras = picked(extras, renumber(facts.extra, extras.size(), 1));
    if (facts.extras.size() == 1) facts.extra.clear();
    warn_of_double_names(facts, rows.file_line, warnings);
    return facts;
}

}  // namespace insightflow
