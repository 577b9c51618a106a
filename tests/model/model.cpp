#include "model/model.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <tuple>

namespace model {
namespace {

// The day is told by the key, but for events.
bool same_values(const Row& a, const Row& b) {
    return a.day == b.day && a.measures == b.measures && a.own == b.own && a.currency == b.currency &&
           a.revenue_estimated == b.revenue_estimated;
}

// value_per_conversion writes revenue where revenue is null, marked.
Row estimated(Row row, const Number& value_per_conversion) {
    if (value_per_conversion && !row.measures[revenue] && row.measures[conversions]) {
        const Wide product = Wide{*row.measures[conversions]} * *value_per_conversion;
        row.measures[revenue] =
            static_cast<std::int64_t>(product / 1'000'000);  // the generator keeps it whole
        row.revenue_estimated = true;
    }
    return row;
}

std::optional<Row> summed(const std::vector<Row>& rows) {
    Row total = rows.back();
    total.measures = {}, total.own = {};
    total.revenue_estimated = false;
    for (const Row& row : rows) {
        total.version = std::max(total.version, row.version);
        if (row.currency != total.currency) return std::nullopt;
        for (std::size_t m = 0; m < total.measures.size(); ++m) {
            if (row.measures[m]) total.measures[m] = total.measures[m].value_or(0) + *row.measures[m];
        }
        for (std::size_t m = 0; m < total.own.size(); ++m)
            if (row.own[m]) total.own[m] = total.own[m].value_or(0) + *row.own[m];
        total.revenue_estimated = total.revenue_estimated || row.revenue_estimated;
    }
    return total;
}

// A name is an attribute: the last one that the key's rows give stays, whichever row does.
std::vector<Row> with_last_name(std::vector<Row> rows) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (!rows[i].campaign_name) rows[i].campaign_name = rows[i - 1].campaign_name;
    }
    return rows;
}

// One row for all rows of a key, or none where they are rejected.
std::optional<Row> settled(const std::vector<Row>& given, Policy policy) {
    const std::vector<Row> rows = with_last_name(given);
    const bool both_hours = rows[0].repeated_hour && rows.size() == 2;
    if (policy == Policy::sum || both_hours) return summed(rows);
    std::vector<Row> newest;
    for (const Row& row : rows) {
        if (!newest.empty() && newest[0].version < row.version) newest.clear();
        if (newest.empty() || newest[0].version == row.version) newest.push_back(row);
    }
    const bool equal = std::all_of(newest.begin(), newest.end(),
                                   [&](const Row& row) { return same_values(row, newest[0]); });
    if (!equal && policy != Policy::last) return std::nullopt;
    newest.back().campaign_name = rows.back().campaign_name;
    return newest.back();
}

void add(Sum& sum, const Number& value) {
    if (!value) return;
    sum.sum = sum.sum.value_or(0) + *value;
    ++sum.rows;
}

void add(Totals& totals, const Row& row) {
    ++totals.rows;
    for (std::size_t m = 0; m < row.measures.size(); ++m) add(totals.parts[m], row.measures[m]);
    if (row.revenue_estimated) add(totals.parts[6], row.measures[revenue]);
    add(totals.parts[7],
        row.measures[new_customers] ? row.measures[new_customers] : row.measures[conversions]);
    if (!row.measures[cost] && !row.measures[revenue]) return;
    totals.first_currency = std::min(totals.first_currency.value_or(row.currency), row.currency);
    totals.last_currency = std::max(totals.last_currency.value_or(row.currency), row.currency);
}

Text value_of(Column column, const std::string& source, const Row& row) {
    switch (column) {
        case Column::day: return date_text(row.day);
        case Column::source: return source;
        case Column::platform: return row.line.platform;
        case Column::account: return row.line.account;
        case Column::campaign: return row.line.campaign;
        case Column::ad_group: return row.line.ad_group;
        case Column::ad: return row.line.ad;
        case Column::country: return row.line.country;
        case Column::device: return row.line.device;
        case Column::currency: break;
    }
    return row.currency;
}

bool passes(const Query& query, const std::string& source, const Row& row) {
    if (query.from && row.day < *query.from) return false;
    if (query.to && row.day > *query.to) return false;
    return std::all_of(query.filters.begin(), query.filters.end(), [&](const auto& filter) {
        const Text value = value_of(filter.first, source, row);
        return value && std::count(filter.second.begin(), filter.second.end(), *value) > 0;
    });
}

// 1970-01-01 was a Thursday, the fourth day of its week.
int bucket_of(int day, Query::Bucket bucket) {
    if (bucket == Query::Bucket::week) return day - ((day + 3) % 7 + 7) % 7;
    if (bucket == Query::Bucket::day) return day;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return day - static_cast<int>(static_cast<unsigned>(date.day())) + 1;
}

}  // namespace

std::vector<Row> fold(const Batch& batch, Outcomes& outcomes) {
    const bool events = batch.shape.grain == Grain::event;
    std::map<std::tuple<Line, int, std::int64_t>, std::vector<Row>> by_key;
    for (const Row& row : batch.rows) {
        by_key[{row.line, events ? 0 : row.day, row.bucket}].push_back(
            estimated(row, batch.value_per_conversion));
    }
    std::vector<Row> kept;
    for (const auto& [key, rows] : by_key) {
        const auto count = static_cast<std::int64_t>(rows.size());
        outcomes.received += count;
        if (const auto one = settled(rows, batch.policy)) {
            outcomes.accepted += count;
            outcomes.folded += count - 1;
            kept.push_back(*one);
        } else {
            outcomes.rejected += count;
        }
    }
    return kept;
}

bool may_be_complete(const Batch& batch, const Outcomes& outcomes, const std::vector<Row>& rows) {
    return batch.shape.grain != Grain::event && batch.shape.versions == Versions::none &&
           outcomes.rejected == 0 && std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
               return batch.complete_for->covers(row);
           });
}

Store::Key Store::key_of(const Batch& batch, const Row& row) {
    return {batch.source, row.line, batch.shape.grain == Grain::event ? 0 : row.day, row.bucket};
}

const std::vector<Store::Applied>& Store::batches_of(int workspace) const {
    static const std::vector<Applied> none;
    const auto found = batches_.find(workspace);
    return found == batches_.end() ? none : found->second;
}

Store::State Store::shown_after(int workspace, std::int64_t commit) const {
    std::map<std::int64_t, const Applied*> counting;
    for (const Applied& batch : batches_of(workspace))
        if (batch.counts_after(commit)) counting[batch.acceptance] = &batch;
    State state;
    for (const auto& [acceptance, batch] : counting) {
        std::set<Key> held;
        for (const auto& [key, row] : batch->rows) {
            held.insert(key);
            const Assertion told{row, {row.version, acceptance}};
            const auto [shown, is_first] = state.try_emplace(key, told);
            if (!is_first && shown->second.precedence < told.precedence) shown->second = told;
        }
        if (!batch->complete_for) continue;
        std::erase_if(state, [&](const auto& entry) {
            const auto& [key, shown] = entry;
            return key.source == batch->source && batch->complete_for->covers(shown.row) &&
                   !held.contains(key);
        });
    }
    return state;
}

std::optional<Outcomes> Store::apply(const Batch& batch) {
    for (const Applied& other : batches_of(batch.workspace)) {
        if (other.counts_after(commits_) && other.source == batch.source && other.shape != batch.shape)
            return std::nullopt;
    }
    const State before = shown_after(batch.workspace, commits_);
    Outcomes outcomes;
    Applied applied{batch.source,       batch.shape, batch.acceptance, ++commits_, std::nullopt,
                    batch.complete_for, {}};
    for (const Row& row : fold(batch, outcomes)) applied.rows.emplace_back(key_of(batch, row), row);
    batches_[batch.workspace].push_back(applied);

    const State after = shown_after(batch.workspace, commits_);
    std::set<int> days;
    for (const auto& [key, row] : applied.rows) {
        days.insert(row.day);
        const auto old = before.find(key);
        const auto now = after.find(key);
        if (now == after.end() || now->second.precedence.acceptance != batch.acceptance) {
            ++outcomes.stale;
        } else if (old == before.end()) {
            ++outcomes.added;
        } else if (same_values(old->second.row, row)) {
            ++outcomes.unchanged;
        } else {
            ++outcomes.restated;
        }
    }
    outcomes.retired = std::count_if(before.begin(), before.end(),
                                     [&](const auto& entry) { return !after.contains(entry.first); });
    outcomes.moved = moved(batch.source, before, after, std::move(days));
    return outcomes;
}

Moved Store::moved(const std::string& source, const State& before, const State& after, std::set<int> days) {
    const auto note = [&](const State& here, const State& there) {
        for (const auto& [key, shown] : here) {
            const auto other = there.find(key);
            if (other == there.end() || !same_values(other->second.row, shown.row))
                days.insert(shown.row.day);
        }
    };
    note(before, after);
    note(after, before);
    Moved moved{static_cast<std::int64_t>(days.size()), {}};
    const auto add_up = [&](const State& state, Sums std::pair<Sums, Sums>::*side) {
        for (const auto& [key, shown] : state) {
            if (key.source != source || !days.contains(shown.row.day)) continue;
            Sums& sums = moved.totals[shown.row.currency].*side;
            ++sums.rows;
            for (std::size_t m = 0; m < sums.measures.size(); ++m)
                if (shown.row.measures[m])
                    sums.measures[m] = sums.measures[m].value_or(0) + *shown.row.measures[m];
        }
    };
    add_up(before, &std::pair<Sums, Sums>::first);
    add_up(after, &std::pair<Sums, Sums>::second);
    return moved;
}

std::optional<Undone> Store::undo(int workspace, std::int64_t acceptance) {
    for (Applied& batch : batches_[workspace]) {
        if (batch.acceptance != acceptance || batch.undone) continue;
        const State before = shown_after(workspace, commits_);
        batch.undone = ++commits_;
        const State after = shown_after(workspace, commits_);
        Undone undone;
        for (const auto& [key, old] : before) undone.ended += after.contains(key) ? 0 : 1;
        for (const auto& [key, now] : after) {
            const auto old = before.find(key);
            if (old == before.end() || !same_values(old->second.row, now.row)) ++undone.restored;
        }
        undone.moved = moved(batch.source, before, after, {});
        return undone;
    }
    return std::nullopt;
}

// A version lasts as long as commits show the same.
std::vector<Version> Store::versions(int workspace) const {
    std::vector<std::int64_t> commits;
    for (const Applied& batch : batches_of(workspace)) {
        commits.push_back(batch.commit);
        if (batch.undone) commits.push_back(*batch.undone);
    }
    std::sort(commits.begin(), commits.end());
    std::vector<Version> ended;
    std::map<Key, Version> open;
    for (const std::int64_t commit : commits) {
        const State state = shown_after(workspace, commit);
        for (auto version = open.begin(); version != open.end();) {
            const auto shown = state.find(version->first);
            if (shown != state.end() && same_values(shown->second.row, version->second.row)) {
                version->second.precedence = shown->second.precedence;
                ++version;
                continue;
            }
            version->second.to = commit;
            ended.push_back(version->second);
            version = open.erase(version);
        }
        for (const auto& [key, shown] : state)
            open.try_emplace(key, Version{key.source, shown.row, shown.precedence, commit, std::nullopt});
    }
    for (const auto& [key, version] : open) ended.push_back(version);
    return ended;
}

// The one that the batch of the highest acceptance gives.
Text Store::campaign_name(int workspace, const Key& key) const {
    Text name;
    std::int64_t named_by = 0;
    for (const Applied& batch : batches_of(workspace)) {
        if (!batch.counts_after(commits_) || batch.source != key.source || batch.acceptance < named_by)
            continue;
        for (const auto& [other, row] : batch.rows) {
            if (!row.campaign_name || row.line.platform != key.line.platform ||
                row.line.account != key.line.account || row.line.campaign != key.line.campaign)
                continue;
            name = row.campaign_name;
            named_by = batch.acceptance;
        }
    }
    return name;
}

std::vector<Text> Store::group_of(const Query& query, const Key& key, const Row& row) const {
    std::vector<Text> group;
    for (const Column column : query.keys) {
        group.push_back(column == Column::day ? date_text(bucket_of(row.day, query.bucket))
                                              : value_of(column, key.source, row));
    }
    return group;
}

std::map<std::vector<Text>, Totals> Store::totals(const Query& query) const {
    std::map<std::vector<Text>, Totals> groups;
    std::map<std::vector<Text>, Text> names;
    if (query.keys.empty()) groups[{}];
    for (const auto& [key, shown] : shown_after(query.workspace, query.as_of.value_or(commits_))) {
        if (!passes(query, key.source, shown.row)) continue;
        const std::vector<Text> group = group_of(query, key, shown.row);
        add(groups[group], shown.row);
        // Several sources may name a campaign differently: the greatest name is shown.
        if (query.campaign_name) names[group] = std::max(names[group], campaign_name(query.workspace, key));
    }
    if (!query.campaign_name) return groups;
    std::map<std::vector<Text>, Totals> named;
    for (const auto& [group, totals] : groups) {
        std::vector<Text> with_name = group;
        with_name.push_back(names[group]);
        named[with_name] = totals;
    }
    return named;
}

std::map<std::vector<Text>, Totals> Store::campaigns_as_of(int workspace, std::int64_t commit) const {
    std::map<std::vector<Text>, Totals> groups;
    for (const auto& [key, shown] : shown_after(workspace, commit)) {
        const Line& line = shown.row.line;
        if (line.campaign) add(groups[{line.platform, line.account, line.campaign}], shown.row);
    }
    return groups;
}

Cell Store::cell_of(const Key& key, const Row& row) {
    return {row.day, key.source, key.line.platform, key.line.account, key.line.campaign, row.currency};
}

// The cells of which a row came, went or changed by that commit.
void Store::note_moves(int workspace, std::int64_t commit, std::map<Cell, Change>& changes) const {
    const State before = shown_after(workspace, commit - 1);
    const State after = shown_after(workspace, commit);
    const auto note = [&](const State& here, const State& there) {
        for (const auto& [key, shown] : here) {
            const auto other = there.find(key);
            if (other == there.end() || !same_values(other->second.row, shown.row))
                changes[cell_of(key, shown.row)].commits.insert(commit);
        }
    };
    note(before, after);
    note(after, before);
}

std::map<Cell, Change> Store::changes(int workspace, std::int64_t since, std::int64_t until) const {
    std::map<Cell, Change> changes;
    for (std::int64_t commit = since + 1; commit <= until; ++commit) note_moves(workspace, commit, changes);
    const auto sum = [&](std::int64_t commit, std::int64_t Change::*rows,
                         std::array<std::optional<Wide>, 6> Change::*sums) {
        for (const auto& [key, shown] : shown_after(workspace, commit)) {
            const auto moved = changes.find(cell_of(key, shown.row));
            if (moved == changes.end()) continue;
            ++(moved->second.*rows);
            for (std::size_t m = 0; m < shown.row.measures.size(); ++m) {
                auto& total = (moved->second.*sums)[m];
                if (shown.row.measures[m]) total = total.value_or(0) + *shown.row.measures[m];
            }
        }
    };
    sum(since, &Change::rows_before, &Change::before);
    sum(until, &Change::rows_after, &Change::after);
    std::erase_if(changes, [](const auto& entry) {
        const Change& change = entry.second;
        return change.rows_before == change.rows_after && change.before == change.after;
    });
    return changes;
}

std::string date_text(int day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

}  // namespace model
